import numpy as np
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense
from tensorflow.keras.wrappers.scikit_learn import KerasClassifier
from sklearn.pipeline import Pipeline
from sklearn.model_selection import KFold, cross_val_score

random = np.random.RandomState(11)
X = random.normal(size=(45, 4)).astype("float32")
Y = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0)

def create_model():
    model = Sequential([
        Dense(6, input_shape=(4,), kernel_initializer='zeros', activation='sigmoid'),
        Dense(3, kernel_initializer='zeros', activation='softmax'),
    ])
    model.compile(loss='sparse_categorical_crossentropy', optimizer='sgd', metrics=['accuracy'])
    return model

pipeline = Pipeline([('mlp', KerasClassifier(create_model, epochs=4, batch_size=5, verbose=0, shuffle=False))])
results = cross_val_score(pipeline, X, Y, cv=KFold(n_splits=3))
pipeline.fit(X, Y)
print('result', [round(float(r), 5) for r in results], pipeline.predict(X[:8]))
