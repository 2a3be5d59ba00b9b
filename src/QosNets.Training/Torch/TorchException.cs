namespace QosNets.Training.Torch;

/// <summary>The training library cannot be loaded; the message names the file and the remedy.</summary>
internal sealed class TorchException(string message, Exception? innerException = null) : UserException(message, innerException);
