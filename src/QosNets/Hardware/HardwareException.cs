namespace QosNets.Hardware;

/// <summary>A bundle or file that no hardware can be made of as asked; the message names the remedy.</summary>
internal sealed class HardwareException(string message) : UserException(message);
