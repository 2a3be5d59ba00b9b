using QosNets.Cli.Output;
using QosNets.Cli.Progress;
using QosNets.Cli.Shell;
using Spectre.Console;
using Xunit;

namespace QosNets.Cli.Tests;

public sealed class ProgressTests : IDisposable
{
    private readonly ManualTime time = new();
    private readonly StringWriter output = new() { NewLine = "\n" };

    public void Dispose() => output.Dispose();

    [Fact]
    public void Plain_progress_writes_at_most_one_line_in_5_seconds()
    {
        var progress = new PlainProgress(output, time);
        progress.Started("baseline", 0, 9);
        for (var i = 1; i <= 100; i++)
        {
            time.Pass(0.2);
            progress.At(i / 100.0, $"step {i}");
        }
        Assert.Equal(
            [
                "[1/9] baseline: step 25 (25 %, 15 s left)",
                "[1/9] baseline: step 50 (50 %, 10 s left)",
                "[1/9] baseline: step 75 (75 %, 5 s left)",
                "[1/9] baseline: step 100 (100 %, 0 s left)",
            ],
            Lines()
        );
    }

    [Fact]
    public void Plain_progress_writes_every_note_and_the_end_of_every_stage()
    {
        var progress = new PlainProgress(output, time);
        progress.Started("baseline", 0, 2);
        progress.Finished("baseline", TimeSpan.FromSeconds(65), reused: true);
        progress.Started("quantization", 1, 2);
        progress.At(0, "");
        time.Pass(4);
        progress.At(0.5, "");
        progress.Note("epoch 1/2: loss 0.4");
        progress.Note("quantization epoch 2/2: loss 0.3");
        progress.Finished("quantization", TimeSpan.FromSeconds(8), reused: false);
        Assert.Equal(
            [
                "[1/2] baseline: found done, it took 1 min 05 s",
                "[2/2] quantization: epoch 1/2: loss 0.4 (50 %, 4 s left)",
                "[2/2] quantization epoch 2/2: loss 0.3 (50 %, 4 s left)",
                "[2/2] quantization: done in 8 s",
            ],
            Lines()
        );
    }

    [Fact]
    public void A_resumed_stage_counts_its_own_speed_only()
    {
        var clock = new StageClock(time);
        clock.Start();
        Assert.Null(clock.Left(0.8));
        time.Pass(10);
        Assert.Equal(10, clock.Left(0.9)!.Value.TotalSeconds, precision: 3);
    }

    [Fact]
    public void A_new_stage_forgets_the_speed_of_the_last()
    {
        var clock = new StageClock(time);
        clock.Left(0);
        time.Pass(100);
        Assert.NotNull(clock.Left(0.5));
        clock.Start();
        Assert.Null(clock.Left(0.5));
        Assert.Equal(TimeSpan.Zero, clock.Elapsed);
    }

    [Fact]
    public void The_live_display_shows_the_stage_and_leaves_only_lines_worth_keeping()
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.Yes,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.Yes,
                Out = new AnsiConsoleOutput(output),
            }
        );
        var progress = new LiveProgress(console, TimeProvider.System);
        var result = progress.Watch(() =>
        {
            progress.Started("baseline [1]", 2, 9);
            progress.At(0.5, "epoch 1/2");
            progress.Note("loss [0.4]");
            Thread.Sleep(600);
            progress.Finished("baseline [1]", TimeSpan.FromSeconds(8), reused: false);
            return 7;
        });
        Assert.Equal(7, result);
        var text = output.ToString();
        Assert.Contains("3/9 baseline [1] ", text);
        Assert.Contains("epoch 1/2; run ", text);
        Assert.Contains(" 50 %", text);
        Assert.Contains("  baseline [1]: loss [0.4]", text);
        Assert.Contains("3/9 baseline [1]: done in 8 s", text);
    }

    [Theory]
    [InlineData(0.4, "0 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min 00 s")]
    [InlineData(245, "4 min 05 s")]
    [InlineData(7380, "2 h 03 min")]
    [InlineData(-3, "0 s")]
    public void Durations_have_two_units_at_most(double seconds, string text) =>
        Assert.Equal(text, Durations.Text(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void The_first_press_cancels_and_the_second_lets_the_process_end()
    {
        var said = new List<string>();
        var left = 0;
        using var stop = new StopSignal(said.Add, () => left++);
        Assert.False(stop.Token.IsCancellationRequested);
        Assert.True(stop.Press());
        Assert.True(stop.Token.IsCancellationRequested);
        Assert.Equal(0, left);
        Assert.False(stop.Press());
        Assert.Equal(1, left);
        Assert.Single(said);
    }

    [Fact]
    public void A_termination_request_stops_the_work_and_ends_the_process_when_the_work_does_not_stop()
    {
        var time = new ManualTime();
        var (said, left, ended) = (new List<string>(), 0, 0);
        using var stop = new StopSignal(said.Add, () => left++, () => ended++, time);
        stop.Terminate();
        Assert.True(stop.Token.IsCancellationRequested);
        Assert.Equal(["stopping after this step, or in 5 s (what is saved stays intact)"], said);
        time.Pass(4.9);
        Assert.Equal((0, 0), (left, ended));
        time.Pass(0.2);
        Assert.Equal((1, 1), (left, ended));
    }

    [Fact]
    public void A_second_termination_request_ends_the_process_at_once_and_work_that_has_stopped_ends_by_itself()
    {
        var time = new ManualTime();
        var ended = 0;
        using (var stop = new StopSignal(_ => { }, () => { }, () => ended++, time))
            stop.Terminate();
        time.Pass(60);
        Assert.Equal(0, ended);
        using var again = new StopSignal(_ => { }, () => { }, () => ended++, time);
        again.Press();
        time.Pass(60);
        Assert.Equal(0, ended);
        again.Terminate();
        Assert.Equal(1, ended);
    }

    private string[] Lines() => output.ToString().TrimEnd('\n').Split('\n');
}
