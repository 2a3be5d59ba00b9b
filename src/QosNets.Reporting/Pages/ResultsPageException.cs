namespace QosNets.Reporting.Pages;

/// <summary>A page whose tables cannot be written; the message names the line, or the file, and what is wrong.</summary>
/// <param name="message">The message, one line.</param>
internal sealed class ResultsPageException(string message) : UserException(message);
