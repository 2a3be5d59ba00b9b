using System.Globalization;
using QosNets.Cli.Output;
using QosNets.Sweeps.Local;
using Spectre.Console;

namespace QosNets.Cli.Progress;

/// <summary>Shows how a sweep goes on: a live table on a terminal, a line a change anywhere else.</summary>
internal abstract class SweepDisplay : ISweepProgress
{
    /// <summary>The display that suits the output.</summary>
    public static SweepDisplay For(TextWriter output)
    {
        var terminal =
            ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected && AnsiConsole.Console.Profile.Capabilities.Ansi;
        return terminal ? new LiveSweep(AnsiConsole.Console, TimeProvider.System) : new PlainSweep(output);
    }

    /// <summary>Does the work and shows its progress meanwhile.</summary>
    public abstract T Watch<T>(Func<T> work);

    /// <inheritdoc/>
    public abstract void At(IReadOnlyList<RunState> states);

    /// <summary>A line for the user.</summary>
    public abstract void Note(string line);

    /// <summary>What a state's phase is called.</summary>
    protected static string Word(RunState state) =>
        state.Phase switch
        {
            RunPhase.Waiting => state.FinishedStages > 0 ? "waits" : "",
            RunPhase.Running => "runs",
            RunPhase.Done => "done",
            _ => "failed",
        };

    private sealed class PlainSweep(TextWriter output) : SweepDisplay
    {
        private readonly Dictionary<string, (RunPhase Phase, int Stages)> said = [];

        public override T Watch<T>(Func<T> work) => work();

        public override void Note(string line) => output.WriteLine(line);

        public override void At(IReadOnlyList<RunState> states)
        {
            foreach (var state in states)
            {
                var now = (state.Phase, state.Phase == RunPhase.Running ? state.FinishedStages : 0);
                if (
                    said.GetValueOrDefault(state.Name) == now
                    || (state.Phase == RunPhase.Waiting && !said.ContainsKey(state.Name))
                )
                    continue;
                said[state.Name] = now;
                var detail = state.Phase == RunPhase.Failed ? ": " + state.Detail : "";
                var done = states.Count(s => s.Phase == RunPhase.Done);
                output.WriteLine(
                    Numbers.Text($"[{done}/{states.Count} done] {state.Name} {Word(state)}, ")
                        + Numbers.Text($"{state.FinishedStages}/{state.Stages} stages{detail}")
                );
            }
        }
    }

    private sealed class LiveSweep(IAnsiConsole console, TimeProvider time) : SweepDisplay
    {
        private readonly long begun = time.GetTimestamp();
        private LiveDisplayContext? display;
        private int doneBefore = -1;

        public override T Watch<T>(Func<T> work) =>
            console
                .Live(new Text("planned"))
                .AutoClear(false)
                .Overflow(VerticalOverflow.Ellipsis)
                .Start(context =>
                {
                    display = context;
                    return work();
                });

        public override void Note(string line) => console.WriteLine(line);

        public override void At(IReadOnlyList<RunState> states)
        {
            if (doneBefore < 0)
                doneBefore = states.Count(s => s.Phase == RunPhase.Done);
            display?.UpdateTarget(Frame(states));
        }

        private Rows Frame(IReadOnlyList<RunState> states)
        {
            // What works and what went wrong stands above what only waits or is done, so that a low terminal shows it.
            var table = new Table().Border(TableBorder.Simple).AddColumns("run", "state", "stages", "what");
            foreach (var state in states.OrderBy(s => Rank(s.Phase)))
                table.AddRow(
                    new Text(state.Name),
                    new Text(Word(state)),
                    new Text(string.Create(CultureInfo.InvariantCulture, $"{state.FinishedStages}/{state.Stages}")),
                    new Text(state.Detail).Overflow(Overflow.Ellipsis)
                );
            return new Rows(table, new Text(Summary(states)));
        }

        private string Summary(IReadOnlyList<RunState> states)
        {
            var done = states.Count(s => s.Phase == RunPhase.Done);
            var open = states.Count(s => s.Phase is RunPhase.Waiting or RunPhase.Running);
            var elapsed = time.GetElapsedTime(begun);
            var left =
                done > doneBefore && open > 0 ? $", about {Durations.Text(elapsed / (done - doneBefore) * open)} left" : "";
            var failed = states.Count(s => s.Phase == RunPhase.Failed);
            return Numbers.Text(
                $"{done} of {states.Count} done, {failed} failed, {Durations.Text(elapsed)}{left}; Ctrl-C stops it"
            );
        }

        private static int Rank(RunPhase phase) =>
            phase switch
            {
                RunPhase.Running => 0,
                RunPhase.Failed => 1,
                RunPhase.Waiting => 2,
                _ => 3,
            };
    }
}
