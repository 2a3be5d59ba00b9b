namespace QosNets.Tabular;

/// <summary>A table of text is not readable: one line that names the file, the line, what stands there and the remedy.</summary>
internal sealed class SeparatedTextException(string message) : UserException(message);
