using QosNets.Training.Progress;
using Spectre.Console;

namespace QosNets.Cli.Progress;

/// <summary>Shows how a run goes on while it works.</summary>
internal abstract class ProgressDisplay : IRunProgress
{
    /// <summary>A live display on a terminal, plain lines anywhere else.</summary>
    public static ProgressDisplay For(TextWriter output)
    {
        var isError = ReferenceEquals(output, Console.Error);
        var redirected = isError
            ? Console.IsErrorRedirected
            : Console.IsOutputRedirected || !ReferenceEquals(output, Console.Out);
        var console = isError
            ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) })
            : AnsiConsole.Console;
        var terminal = !redirected && console.Profile.Capabilities.Ansi;
        return terminal ? new LiveProgress(console, TimeProvider.System) : new PlainProgress(output, TimeProvider.System);
    }

    /// <summary>Does the work and shows its progress meanwhile.</summary>
    public abstract T Watch<T>(Func<T> work);

    /// <summary>Puts the terminal in order before the process ends at once.</summary>
    public virtual void Leave() { }

    /// <inheritdoc/>
    public abstract void Started(string stage, int index, int count);

    /// <inheritdoc/>
    public abstract void At(double fraction, string detail);

    /// <inheritdoc/>
    public abstract void Note(string line);

    /// <inheritdoc/>
    public abstract void Finished(string stage, TimeSpan elapsed, bool reused);
}
