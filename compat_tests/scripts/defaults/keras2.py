from keras.optimizers import Adagrad, Adadelta, Adamax, Nadam, Adam
from keras.layers.normalization import BatchNormalization
print("result", [round(float(o.learning_rate.numpy()), 6) for o in (Adagrad(), Adadelta(), Adamax(), Nadam(), Adam())], Adam().epsilon)
