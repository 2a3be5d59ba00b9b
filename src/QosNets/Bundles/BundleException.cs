namespace QosNets.Bundles;

/// <summary>
/// A bundle that cannot be made, read or run; the message is one line that names the entry, the fault and the remedy.
/// </summary>
public sealed class BundleException(string message, Exception? cause = null) : UserException(message, cause);
