"""Lines of old programs and what they are today; nothing of the real Keras is needed."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="libcst comes with the extra `modernize`")

from keras_lite.compat.argument_rows import ROWS
from keras_lite.compat.arguments import Converted, Positional, Renamed
from keras_lite.compat.modernize.imports import GONE
from keras_lite.compat.modernize.program import modernize
from keras_lite.compat.modules import MODULES
from keras_lite.compat.names import NAMES

LAYERS = (
    "from keras.layers import Dense\nfrom keras.models import Sequential\nmodel = Sequential()\n"
)


def body(text, era="keras2", front=LAYERS):
    """What the lines behind `front` become."""
    made = modernize(front + text, era)
    return made.text[made.text.index("model = Sequential()\n") + 21 :]


def as_a_whole(text, era=""):
    return modernize(text, era).text


LINES = [
    # arguments by another name, in place, with what stood around them
    ("Dense( output_dim = 3 )  # units", "Dense( units = 3 )  # units"),
    ("Dense(\n    3,\n    init='uniform',  # small\n)", "Dense(\n    3,\n    kernel_initializer='uniform',  # small\n)"),
    ("Dense(3, W_regularizer=l2(0.1), b_constraint=None)", "Dense(3, kernel_regularizer=l2(0.1), bias_constraint=None)"),
    ("Dense(3, **more)", "Dense(3, **more)"),
    ("Dense(*sizes, init='uniform')", "Dense(*sizes, kernel_initializer='uniform')"),
    ("Dense(3, 'relu')", "Dense(3, 'relu')"),
    # orders of arguments
    ("Dense(4, 3)", "Dense(3, input_shape=(4,))"),
    ("Dense(4, 3, 'normal', 'relu')", "Dense(3, 'relu', kernel_initializer='normal', input_shape=(4,))"),
    ("Dense(3, 'normal', activation='tanh')", "Dense(3, kernel_initializer='normal', activation='tanh')"),
    ("n = 4\nDense(n, 3)", "n = 4\nDense(3, input_shape=(n,))"),
    # methods of models
    ("model.fit(x, y, nb_epoch=3, nb_worker=1)", "model.fit(x, y, epochs=3)"),
    ("model.fit(X=x, y=y)", "model.fit(x=x, y=y)"),
    ("model.compile('sgd', 'mse', ['acc'])", "model.compile('sgd', 'mse', metrics=['acc'])"),
    ("model.compile('sgd', 'mse', [0.5])", "model.compile('sgd', 'mse', [0.5])"),
    ("model.compile('sgd', loss='cosine_proximity')", 'model.compile(\'sgd\', loss="cosine_similarity")'),
    ("p = model.predict_proba(x)", "p = model.predict(x)"),
    ("model.fit_generator(g, 3, 2, workers=2)", "model.fit(g, steps_per_epoch=3, epochs=2)"),
    ("model.evaluate_generator(g, 3)", "model.evaluate(g, steps=3)"),
    ("model.fit_generator(generator=g)", "model.fit(x=g)"),
    # what the same names mean elsewhere
    ("tree.fit(X=x)\ntree.predict_proba(x)", "tree.fit(X=x)\ntree.predict_proba(x)"),
    ("from sklearn.svm import SVC\ns = SVC()\ns.predict_proba(x)", "from sklearn.svm import SVC\ns = SVC()\ns.predict_proba(x)"),
    # classes
    ("model.compile('sgd', 'categorical_crossentropy')\nmodel.predict_classes(x)[0]",
     "model.compile('sgd', 'categorical_crossentropy')\nmodel.predict(x).argmax(axis=-1)[0]"),
    ("Dense(1)\nmodel.compile('sgd', loss='binary_crossentropy')\nmodel.predict_classes(x)",
     "Dense(1)\nmodel.compile('sgd', loss='binary_crossentropy')\n(model.predict(x) > 0.5).astype(\"int32\")"),
    ("model.predict_classes(x)", '(lambda p: p.argmax(-1) if p.shape[-1] > 1 else (p > 0.5).astype("int32"))(model.predict(x))'),
    # logs
    ("model.compile('sgd', 'mse', metrics=['accuracy'])\nh = model.fit(x, y)\nh.history['val_acc']",
     "model.compile('sgd', 'mse', metrics=['accuracy'])\nh = model.fit(x, y)\nh.history['val_accuracy']"),
    ("model.compile('sgd', 'mse', metrics=['acc'])\nlog = model.fit(x, y).history\nlog['accuracy']",
     "model.compile('sgd', 'mse', metrics=['acc'])\nlog = model.fit(x, y).history\nlog['acc']"),
    ("table['acc']", "table['acc']"),
    ("logs.get('lr')", "logs.get('learning_rate')"),
    ("model.optimizer.lr", "model.optimizer.learning_rate"),
    # files
    ("model.save_weights('w.h5')\nmodel.load_weights('w.h5')\nmodel.load_weights('old.h5')",
     "model.save_weights('w.weights.h5')\nmodel.load_weights('w.weights.h5')\nmodel.load_weights('old.h5')"),
    ("model.save(folder + '/m.h5')\nload_model(folder + '/m.h5')", "model.save(folder + '/m.keras')\nload_model(folder + '/m.keras')"),
    ("best = join(folder, 'best.hdf5')\nfrom keras.callbacks import ModelCheckpoint\nModelCheckpoint(best)",
     "best = join(folder, 'best.keras')\nfrom keras.callbacks import ModelCheckpoint\nModelCheckpoint(best)"),
    ("model.compile(metrics=['accuracy'])\nfrom keras.callbacks import *\nModelCheckpoint('{val_acc:.2f}.hdf5', 'val_acc', save_weights_only=True)",
     "model.compile(metrics=['accuracy'])\nfrom keras.callbacks import *\nModelCheckpoint('{val_accuracy:.2f}.weights.h5', 'val_accuracy', save_weights_only=True)"),
    ("open('table.h5')", "open('table.h5')"),
    ("from keras.datasets import imdb\nimdb.load_data(nb_words=5)", "from keras.datasets import imdb\nimdb.load_data(num_words=5)"),
    ("from keras.layers import Dense, merge\nDense(2)", "from keras.layers import Dense\nDense(2)"),
    # classes of the user
    ("from keras.engine.topology import Layer\nclass Mine(Layer):\n    def get_output_shape_for(self, s):\n        self.add_weight('w', shape=s)",
     "from keras.layers import Layer\nclass Mine(Layer):\n    def compute_output_shape(self, s):\n        self.add_weight(name='w', shape=s)"),
    ("from keras import Model\nclass Net(Model):\n    def call(self, x):\n        pass", "from keras import Model\nclass Net(Model):\n    def call(self, x, training=None):\n        pass"),
    ("from keras import Model\nclass Net(Model):\n    def call(self, x, training=False):\n        pass", "from keras import Model\nclass Net(Model):\n    def call(self, x, training=False):\n        pass"),
    ("class Mine:\n    def reset_states(self):\n        pass", "class Mine:\n    def reset_states(self):\n        pass"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), LINES, ids=lambda text: text.partition("\n")[0][:60])
def test_lines(old, new):
    assert body(old + "\n") == new + "\n"


PROGRAMS = [
    # imports
    ("from keras.layers.core import Dense, Activation\n", "from keras.layers import Dense, Activation\n"),
    ("from keras.layers.core import (\n    Dense,  # one\n    Flatten,\n)\n", "from keras.layers import (\n    Dense,  # one\n    Flatten,\n)\n"),
    ("import keras.layers.core\nkeras.layers.core.Dense(3)\n", "import keras\nkeras.layers.Dense(3)\n"),
    ("import keras.backend as K  # short\n", "import keras.backend as K  # short\n"),
    ("from keras.models import Sequential, Input\n", "from keras.models import Sequential\nfrom keras.layers import Input\n"),
    ("from keras.optimizers import adam\nadam(lr=1e-3)\n", "from keras.optimizers import Adam\nAdam(learning_rate=1e-3)\n"),
    ("from keras.optimizers import adam\nadam = adam(0.1)\n", "from keras.optimizers import Adam as adam\nadam = adam(0.1)\n"),
    ("from keras.optimizers import adam as best\nbest()\n", "from keras.optimizers import Adam as best\nbest()\n"),
    ("from keras.utils import np_utils\nnp_utils.to_categorical(y)\n", "import keras\nkeras.utils.to_categorical(y)\n"),
    ("from keras.utils import np_utils\n", "from keras import utils as np_utils\n"),
    ("from keras.layers.core import *\nDense(output_dim=3)\n", "from keras.layers import *\nDense(units=3)\n"),
    ("import tensorflow as tf\ntf.keras.layers.Dense(3)\n", "import keras\nkeras.layers.Dense(3)\n"),
    ("import tensorflow as tf\ntf.keras.layers.Dense(3)\ntf.one_hot\n", "import keras\nimport tensorflow as tf\nkeras.layers.Dense(3)\ntf.one_hot\n"),
    ("from tensorflow import keras\nkeras.Input((3,))\n", "import keras\nkeras.Input((3,))\n"),
    ("from tensorflow import keras, nn\n", "import keras\nfrom tensorflow import nn\n"),
    ("from tensorflow.keras import layers, models\nlayers.Dense(3)\n", "from keras import layers, models\nlayers.Dense(3)\n"),
    ("import tf_keras as keras\n", "import keras\n"),
    ("import tensorflow.keras.backend as K\n", "import keras.backend as K\n"),
    ('"""What it does."""\nfrom __future__ import print_function\n\n# Keras\nfrom keras.utils import np_utils\nnp_utils.normalize(x)\n',
     '"""What it does."""\nfrom __future__ import print_function\n\n# Keras\nimport keras\nkeras.utils.normalize(x)\n'),
    ("try:\n    from keras.layers.core import Dense\nexcept ImportError:\n    pass\n", "try:\n    from keras.layers import Dense\nexcept ImportError:\n    pass\n"),
    ("import numpy, keras.optimizers\n", "import numpy, keras.optimizers\n"),
    # functions of the backend
    ("from keras import backend as K\nK.mean(x, axis=-1)\nK.epsilon()\n", "import keras\nfrom keras import backend as K\nkeras.ops.mean(x, axis=-1)\nK.epsilon()\n"),
    ("from keras import backend as K\nK.set_value(a.optimizer.lr, 0.1)\n", "a.optimizer.learning_rate.assign(0.1)\n"),
    ("from keras import backend as K\nif K.image_dim_ordering() == 'th':\n    pass\n",
     'import keras\nif keras.config.image_data_format() == "channels_first":\n    pass\n'),
    ("import keras.backend as K\nK.set_image_dim_ordering('th')\n", 'import keras\nkeras.config.set_image_data_format("channels_first")\n'),
    ("import keras.backend as K\nK.clip(K.sum(x), 0, 1)\n", "import keras\nkeras.ops.clip(keras.ops.sum(x), 0, 1)\n"),
    ("from keras.backend import sqrt\nsqrt(x)\n", "from keras.ops import sqrt\nsqrt(x)\n"),
    # functions that are gone
    ("from keras.layers import merge, Dense\nx = merge([a, b], mode='concat', concat_axis=1)\n",
     "import keras\nfrom keras.layers import Dense\nx = keras.layers.concatenate([a, b], axis=1)\n"),
    ("import tensorflow as tf\ntf.set_random_seed(1)\ntf.keras.Model\n", "import keras\nimport tensorflow as tf\ntf.compat.v1.set_random_seed(1)\nkeras.Model\n"),
    # nothing to do
    ("import keras\nimport numpy as np\n\nkeras.Input((3,))   # as it is\n", "import keras\nimport numpy as np\n\nkeras.Input((3,))   # as it is\n"),
    ("x = 1", "x = 1"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), PROGRAMS, ids=lambda text: text.replace("\n", " ")[:60])
def test_programs(old, new):
    assert as_a_whole(old) == new


ERAS = [
    ("keras2", "Adadelta()", "Adadelta(learning_rate=1.0)"),
    ("keras2", "Adagrad(decay=0.5)",
     "Adagrad(learning_rate=keras.optimizers.schedules.InverseTimeDecay(0.01, decay_steps=1, "
     "decay_rate=0.5), initial_accumulator_value=0.0)"),
    ("keras1", "Adam(lr=0.1)", "Adam(learning_rate=0.1, epsilon=1e-8)"),
    ("keras1", "Adam(epsilon=1e-4)", "Adam(epsilon=1e-4)"),
    ("tf.keras", "Adadelta()", "Adadelta()"),
    ("keras3", "Adadelta(0.5)", "Adadelta(0.5)"),
    ("keras2", "SGD(lr=rate, decay=rate / epochs)",
     "SGD(learning_rate=keras.optimizers.schedules.InverseTimeDecay(rate, decay_steps=1, "
     "decay_rate=rate / epochs))"),
    ("keras2", "SGD(0.1, 0.9, 0.0, True)", "SGD(0.1, 0.9, True)"),
    ("keras2", "Adam(lr=0.1, epsilon=None, decay=0.)", "Adam(learning_rate=0.1)"),
    ("keras1", "model.compile('rmsprop', 'mse')", "model.compile(keras.optimizers.RMSprop(epsilon=1e-8), 'mse')"),
    ("keras2", "model.compile(optimizer='Adadelta')", "model.compile(optimizer=keras.optimizers.Adadelta(learning_rate=1.0))"),
    ("keras2", "model.compile('adam')", "model.compile('adam')"),
    ("keras1", "model.fit(x, y)", "model.fit(x, y, epochs=10)"),
    ("keras0", "model.fit(x, y, 16)", "model.fit(x, y, 16, epochs=100)"),
    ("keras1", "model.fit(x, y, nb_epoch=2, **more)", "model.fit(x, y, epochs=2, **more)"),
    ("keras1", "model.predict(x)", "model.predict(x)"),
    ("keras0", "BatchNormalization()", "BatchNormalization(epsilon=1e-6, momentum=0.9)"),
    ("keras1", "Dense(3, init='he_normal')",
     'Dense(3, kernel_initializer=keras.initializers.VarianceScaling(scale=2.0, mode="fan_in", '
     'distribution="untruncated_normal"))'),
    ("tf.keras", "Activation('hard_sigmoid')", "Activation(lambda x: keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0))"),
    ("keras3", "Activation('hard_sigmoid')", "Activation('hard_sigmoid')"),
    ("keras0", "model.fit(x, y, nb_epoch=1, show_accuracy=False)", "model.fit(x, y, epochs=1, batch_size=128)"),
]  # fmt: skip
FRONT = "import keras\nfrom keras.layers import *\nfrom keras.optimizers import *\n" + LAYERS


@pytest.mark.parametrize(("era", "old", "new"), ERAS)
def test_defaults_of_an_era_are_written_out(era, old, new):
    assert body(old + "\n", era, FRONT) == new + "\n"


def test_accuracy_on_demand():
    made = body(
        "model.compile('sgd', 'mse')\nmodel.fit(x, y, 8, 1, show_accuracy=True)\n", "keras0"
    )
    assert made == "model.compile('sgd', 'mse', metrics=[\"accuracy\"])\nmodel.fit(x, y, 8, 1)\n"


LEFT = [
    ("model.fit_generator(g, samples_per_epoch=9, nb_epoch=1)", "counted samples"),
    ("model.to_yaml()", "JSON only"),
    ("from keras.preprocessing.text import Tokenizer", "Keras 3 has no keras.preprocessing.text.Tok"),
    ("from keras.wrappers.scikit_learn import KerasClassifier", "scikeras"),
    ("Dense(3, units=4, output_dim=4)", "Keep `units`"),
    ("model.compile('sgd', 'mse', sample_weight_mode='temporal')", "sample weights of the shape"),
    ("import keras.backend as K\nK.function([a], [b])", "Keras 3 has no keras.backend.function"),
    ("import keras\nkeras.layers.merge([a], mode=f)", "Write merge as a layer"),
    ("Dense(3, weights=[w, b])", "call set_weights"),
    ("import keras.backend as K\nfor x in K.foldl(f, g): pass", "Keras 3 has no keras.backend.foldl"),
    ("import keras, tensorflow as tf\nclass A(keras.layers.Layer): x = tf.Variable(0)", "add_weight"),
    ("a.compile('sgd')\na.trainable = False\ndef f():\n\n    return a.train_on_batch(x, y)", "Keras 3 trains what is trainable now"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "why"), LEFT)
def test_what_cannot_be_said_is_marked(old, why):
    made = modernize(LAYERS + old + "\n", "keras2")
    lines = made.text.splitlines()
    marked = [i for i, line in enumerate(lines) if line.lstrip().startswith("# keras_lite: ")]
    assert len(marked) == len(made.left) == 1
    assert why in lines[marked[0]] and why in made.left[0][1]
    assert made.left[0][0] == 4 + old.count("\n")
    compile(made.text, "modern", "exec")


def test_a_part_of_another_model_is_frozen_for_that_one_only():
    program = "critic.compile('sgd')\ncritic.trainable = False\nboth.compile('sgd')\n"
    made = body(
        program + "# first\nd = gan.critic.train_on_batch(x, y)\nboth.fit(x, y)\n", "keras2"
    )
    assert made == (
        program + "# first\ngan.critic.trainable = True\nd = gan.critic.train_on_batch(x, y)\n"
        "gan.critic.trainable = False\nboth.fit(x, y)\n"
    )
    frozen_always = "critic.trainable = False\ncritic.compile('sgd')\ncritic.fit(x, y, epochs=2)\n"
    for same in (made, frozen_always):
        assert body(same, "keras2") == same


def test_needless_settings_are_marked_only():
    made = modernize("import keras.backend as K\nif a:\n    K.set_session(s)\nK.floatx()\n")
    assert made.text == (
        "import keras.backend as K\nif a:\n    # keras_lite: set_session is not needed any more.\n"
        "    pass\nK.floatx()\n"
    )
    assert made.left == []


@pytest.mark.parametrize("text", ["x = (\n", "print 'x'\n", "\0"])
def test_what_is_no_program(text):
    with pytest.raises((SyntaxError, ValueError)):
        modernize(text)


# -------------------------------------------------------------------- each row of the tables

CLASSES = [
    row for row in ROWS
    if isinstance(row, Renamed) and row.method == "__init__" and row.name != "*"
    and row.module in ("keras.layers", "keras.optimizers", "keras.regularizers", "keras.constraints")
]  # fmt: skip


@pytest.mark.parametrize("row", CLASSES, ids=lambda row: f"{row.name}.{row.old}")
def test_each_renamed_argument(row):
    old = f"import keras\n{row.module}.{row.name}({row.old}=value)\n"
    new = f"import keras\n{row.module}.{row.name}({row.new}=value)\n"
    assert as_a_whole(old, "keras3") == new


METHODS = [row for row in ROWS if isinstance(row, Renamed) and row.method != "__init__"]


@pytest.mark.parametrize("row", METHODS, ids=lambda row: f"{row.method}.{row.old}")
def test_each_renamed_argument_of_a_method(row):
    assert body(f"model.{row.method}({row.old}=a)\n") == f"model.{row.method}({row.new}=a)\n"


PRESENT = [row for row in MODULES if row.new != "backend" and row.new not in GONE]


@pytest.mark.parametrize("row", PRESENT, ids=lambda r: r.old)
def test_each_old_module(row):
    made = as_a_whole(f"from keras.{row.old} import Anything\nAnything()\n", "keras3")
    assert made == f"from keras.{row.new} import Anything\nAnything()\n".replace(". ", " ")


@pytest.mark.parametrize("row", NAMES, ids=lambda row: f"{row.module}.{row.old}")
def test_each_old_name(row):
    made = as_a_whole(f"from keras.{row.module} import {row.old}\nf = {row.old}\n", "keras3")
    place, _, name = row.new.rpartition(":")
    if ".compat." in place:
        assert f"from keras.{row.module} import {row.old}\n" in made
    else:
        module = place.replace("keras_lite", "keras") or f"keras.{row.module}"
        assert made == f"from {module} import {name}\nf = {name}\n"


def test_each_conversion_has_its_form():
    from keras_lite.compat.modernize.calls import SYNTAX

    makes_objects = {"decay_to_schedule"}
    assert {convert.__name__ for convert in SYNTAX} == makes_objects
    assert any(isinstance(row, (Converted, Positional)) for row in ROWS)
