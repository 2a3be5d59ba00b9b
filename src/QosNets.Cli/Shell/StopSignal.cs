using System.Runtime.InteropServices;

namespace QosNets.Cli.Shell;

/// <summary>
/// Ctrl-C, twice: the first press asks the work to stop where it can go on later, the second ends the process at once.
/// A termination request (SIGTERM) is a press after which the process also ends when the work does not stop within
/// <see cref="Grace"/>: whoever sends it does not wait, and a step may hang.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    /// <summary>How long the work may go on after a termination request.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource source = new();
    private readonly Action<string> say;
    private readonly Action leave;
    private readonly Action end;
    private readonly TimeProvider time;
    private readonly PosixSignalRegistration[] registrations;
    private ITimer? timer;

    /// <summary>Listens until disposed.</summary>
    /// <param name="say">Takes a line for the user; called from another thread.</param>
    /// <param name="leave">Called before the process ends at once.</param>
    public StopSignal(Action<string> say, Action leave)
        : this(say, leave, ProcessEnd.Terminated, TimeProvider.System) { }

    /// <summary>Listens until disposed.</summary>
    /// <param name="say">Takes a line for the user; called from another thread.</param>
    /// <param name="leave">Called before the process ends at once.</param>
    /// <param name="end">Ends the process.</param>
    /// <param name="time">Measures <see cref="Grace"/>.</param>
    internal StopSignal(Action<string> say, Action leave, Action end, TimeProvider time)
    {
        (this.say, this.leave, this.end, this.time) = (say, leave, end, time);
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = Press()),
            PosixSignalRegistration.Create(
                PosixSignal.SIGTERM,
                context =>
                {
                    context.Cancel = true;
                    Terminate();
                }
            ),
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

    /// <summary>Notes a termination request.</summary>
    public void Terminate()
    {
        if (source.IsCancellationRequested)
        {
            End();
            return;
        }
        timer = time.CreateTimer(_ => End(), null, Grace, Timeout.InfiniteTimeSpan);
        say($"stopping after this step, or in {Grace.TotalSeconds:0} s (what is saved stays intact)");
        source.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        timer?.Dispose();
        source.Dispose();
    }

    private void End()
    {
        leave();
        end();
    }
}
