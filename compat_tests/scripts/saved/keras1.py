import tempfile
from keras.models import Sequential, model_from_json
from keras.layers.core import Dense, Dropout
import numpy as np

random = np.random.RandomState(10)
X = random.normal(size=(30, 4)).astype("float32")
Y = X.sum(axis=1, keepdims=True)
folder = tempfile.mkdtemp()

model = Sequential()
model.add(Dense(5, input_dim=4, init='uniform', activation='relu'))
model.add(Dense(1, init='uniform'))
model.compile(loss='mse', optimizer='sgd')
model.fit(X, Y, nb_epoch=2, batch_size=10, verbose=0, shuffle=False)
# serialize model to JSON, weights to HDF5
json_file = open(folder + "/model.json", "w")
json_file.write(model.to_json())
json_file.close()
model.save_weights(folder + "/model.h5", overwrite=True)
# load both again
json_file = open(folder + '/model.json', 'r')
loaded_model = model_from_json(json_file.read())
json_file.close()
loaded_model.load_weights(folder + "/model.h5")
loaded_model.compile(loss='mean_squared_error', optimizer='sgd', metrics=['mae'])
score = loaded_model.evaluate(X, Y, verbose=0)
print('result', score, loaded_model.predict(X[:4]).ravel())
