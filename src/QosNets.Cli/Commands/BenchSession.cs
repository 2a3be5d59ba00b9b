using QosNets.Cli.Output;
using QosNets.Cli.Progress;
using QosNets.Cli.Shell;

namespace QosNets.Cli.Commands;

/// <summary>Hears how far a measurement is.</summary>
/// <param name="fraction">0 to 1, of the whole.</param>
/// <param name="detail">What is measured.</param>
internal delegate void BenchProgress(double fraction, string detail);

/// <summary>
/// One measurement from its start to its output: progress and Ctrl-C go to standard error, and standard output gets the
/// result or, when it was stopped, nothing.
/// </summary>
internal static class BenchSession
{
    /// <summary>Measures and writes.</summary>
    /// <typeparam name="T">The result, usually a list of rows.</typeparam>
    /// <param name="name">What is measured, for progress.</param>
    /// <param name="measure">Gives the result.</param>
    /// <param name="json">Whether to write JSON.</param>
    /// <param name="print">Writes the result for people.</param>
    /// <param name="output">Takes the result.</param>
    /// <param name="error">Takes progress.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Run<T>(
        string name,
        Func<BenchProgress, CancellationToken, T> measure,
        bool json,
        Action<T, TextWriter> print,
        TextWriter output,
        TextWriter error
    )
    {
        var display = ProgressDisplay.For(error);
        using var stop = new StopSignal(_ => display.Note("stopping; press Ctrl-C again to stop at once"), display.Leave);
        try
        {
            var result = display.Watch(() =>
            {
                display.Started(name, 0, 1);
                return measure(display.At, stop.Token);
            });
            if (json)
                JsonOutput.WriteSnakeCase(result, output);
            else
                print(result, output);
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            error.WriteLine("stopped; nothing was written");
            return ExitCode.Interrupted;
        }
    }

    /// <summary>Measures several things one after the other.</summary>
    /// <typeparam name="TItem">One thing.</typeparam>
    /// <typeparam name="TRow">One row.</typeparam>
    /// <param name="items">The things.</param>
    /// <param name="title">What progress calls one.</param>
    /// <param name="measure">Measures one and tells the fraction done of it.</param>
    /// <param name="progress">Hears how far the whole is.</param>
    /// <returns>The rows of all.</returns>
    public static IReadOnlyList<TRow> Each<TItem, TRow>(
        IReadOnlyList<TItem> items,
        Func<TItem, string> title,
        Func<TItem, Action<double>, IReadOnlyList<TRow>> measure,
        BenchProgress progress
    )
    {
        var rows = new List<TRow>();
        for (var i = 0; i < items.Count; i++)
        {
            var (done, name) = (i, title(items[i]));
            progress((double)done / items.Count, name);
            rows.AddRange(measure(items[i], fraction => progress((done + fraction) / items.Count, name)));
        }
        return rows;
    }
}
