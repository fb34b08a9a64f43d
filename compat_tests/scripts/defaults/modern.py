from keras.optimizers import Adagrad, Adadelta, Adamax, Nadam, Adam
rates = [Adagrad(0.01), Adadelta(1.0), Adamax(0.002), Nadam(0.002), Adam()]
print("result", [round(float(o.learning_rate.numpy()), 6) for o in rates], Adam().epsilon)
