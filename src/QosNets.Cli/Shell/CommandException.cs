namespace QosNets.Cli.Shell;

/// <summary>
/// A command that cannot do what was asked, for example a point that the bundle lacks; the message gives the remedy.
/// </summary>
internal sealed class CommandException(string message) : UserException(message);
