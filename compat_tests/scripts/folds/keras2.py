import numpy as np
from keras.models import Sequential
from keras.layers import Dense
from keras.wrappers.scikit_learn import KerasClassifier
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score

random = np.random.RandomState(11)
X = random.normal(size=(45, 4)).astype("float32")
Y = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0)

def build_classifier(units=2, init='zeros'):
    classifier = Sequential()
    classifier.add(Dense(units=units, kernel_initializer=init, activation='sigmoid', input_dim=4))
    classifier.add(Dense(units=3, kernel_initializer=init, activation='softmax'))
    classifier.compile(optimizer='sgd', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    return classifier

classifier = KerasClassifier(build_fn=build_classifier, batch_size=5, epochs=4, verbose=0, shuffle=False)
grid = GridSearchCV(estimator=classifier, param_grid={'units': [6]}, cv=KFold(3))
grid = grid.fit(X, Y)
scores = [grid.cv_results_['split%d_test_score' % i][0] for i in range(3)]
print('result', [round(float(r), 5) for r in scores], grid.best_estimator_.predict(X[:8]).ravel())
