using System.Globalization;
using QosNets.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace QosNets.Cli.Progress;

/// <summary>Progress on a terminal: two lines that stay at the bottom, and above them the lines worth keeping.</summary>
internal sealed class LiveProgress(IAnsiConsole console, TimeProvider time) : ProgressDisplay
{
    private const int BarWidth = 30;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private readonly Lock gate = new();
    private readonly StageClock clock = new(time);
    private readonly long begun = time.GetTimestamp();
    private LiveDisplayContext? display;
    private string stage = "starting";
    private string detail = "";
    private int index;
    private int count;
    private double fraction;
    private TimeSpan? left;

    /// <inheritdoc/>
    public override T Watch<T>(Func<T> work) =>
        console
            .Live(Frame())
            .AutoClear(true)
            .Start(context =>
            {
                lock (gate)
                    display = context;
                // The timer keeps the clocks going while a stage is silent.
                using var timer = time.CreateTimer(_ => Refresh(), null, Tick, Tick);
                try
                {
                    return work();
                }
                finally
                {
                    lock (gate)
                        display = null;
                }
            });

    /// <inheritdoc/>
    public override void Leave() => console.Cursor.Show();

    /// <inheritdoc/>
    public override void Started(string stage, int index, int count)
    {
        lock (gate)
        {
            (this.stage, this.index, this.count) = (stage, index, count);
            (fraction, detail, left) = (0, "", null);
            clock.Start();
        }
    }

    /// <inheritdoc/>
    public override void At(double fraction, string detail)
    {
        lock (gate)
        {
            (this.fraction, this.detail) = (fraction, detail);
            left = clock.Left(fraction);
        }
    }

    /// <inheritdoc/>
    public override void Note(string line)
    {
        lock (gate)
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {stage}: {line}");
    }

    /// <inheritdoc/>
    public override void Finished(string stage, TimeSpan elapsed, bool reused)
    {
        lock (gate)
        {
            var how = reused ? "found done, it took" : "done in";
            console.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"[green]{index + 1}/{count} {stage}[/]: {how} {Durations.Text(elapsed)}"
            );
        }
    }

    private void Refresh()
    {
        lock (gate)
            display?.UpdateTarget(Frame());
    }

    private Rows Frame()
    {
        var unicode = console.Profile.Capabilities.Unicode;
        var done = (int)(Math.Clamp(fraction, 0, 1) * BarWidth);
        var bar = new string(unicode ? '━' : '#', done);
        var rest = new string(unicode ? '─' : '-', BarWidth - done);
        var place = count == 0 ? "" : $"{index + 1}/{count} ";
        var remaining = left is { } l ? $", {Durations.Text(l)} left" : "";
        var percent = Math.Floor(100 * fraction);
        var separator = detail.Length > 0 ? "; " : "";
        IRenderable[] lines =
        [
            Markup.FromInterpolated(
                CultureInfo.InvariantCulture,
                $"{place}{stage} [green]{bar}[/][grey]{rest}[/] {percent:0} %  {Durations.Text(clock.Elapsed)}{remaining}"
            ),
            Markup.FromInterpolated(
                CultureInfo.InvariantCulture,
                $"[grey]{detail}{separator}run {Durations.Text(time.GetElapsedTime(begun))}, Ctrl-C stops it[/]"
            ),
        ];
        return new Rows(lines);
    }
}
