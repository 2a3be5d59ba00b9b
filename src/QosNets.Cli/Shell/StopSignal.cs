using System.Runtime.InteropServices;

namespace QosNets.Cli.Shell;

/// <summary>
/// Ctrl-C, twice: the first press asks the work to stop where it can go on later, the second ends the process at once.
/// A termination request (SIGTERM) counts as a press.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly Action<string> say;
    private readonly Action leave;
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>Listens until disposed.</summary>
    /// <param name="say">Takes a line for the user; called from another thread.</param>
    /// <param name="leave">Called before the process ends at once.</param>
    public StopSignal(Action<string> say, Action leave)
    {
        this.say = say;
        this.leave = leave;
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];
    }

    /// <summary>Cancelled by the first press.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Notes a press; whether the process shall live on.</summary>
    public bool Press()
    {
        if (source.IsCancellationRequested)
        {
            leave();
            return false;
        }
        say("stopping after this step; press Ctrl-C again to stop at once (what is saved stays intact)");
        source.Cancel();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context) => context.Cancel = Press();
}
