import numpy as np
from keras.models import Sequential
from keras.layers import Dense
from keras.wrappers.scikit_learn import KerasClassifier
from keras.utils import np_utils
from sklearn.model_selection import cross_val_score, KFold
from sklearn.preprocessing import LabelEncoder

random = np.random.RandomState(11)
X = random.normal(size=(45, 4)).astype("float32")
Y = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0)

encoder = LabelEncoder()
encoder.fit(Y)
dummy_y = np_utils.to_categorical(encoder.transform(Y))

def baseline_model():
    model = Sequential()
    model.add(Dense(6, input_dim=4, init='zero', activation='sigmoid'))
    model.add(Dense(3, init='zero', activation='softmax'))
    model.compile(loss='categorical_crossentropy', optimizer='sgd', metrics=['accuracy'])
    return model

estimator = KerasClassifier(build_fn=baseline_model, nb_epoch=4, batch_size=5, verbose=0, shuffle=False)
kfold = KFold(n_splits=3)
results = cross_val_score(estimator, X, dummy_y, cv=kfold)
estimator.fit(X, dummy_y)
print('result', [round(float(r), 5) for r in results], estimator.predict(X[:8]))
