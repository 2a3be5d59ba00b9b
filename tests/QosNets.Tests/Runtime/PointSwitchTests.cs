using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using QosNets.Runtime;
using Xunit;

namespace QosNets.Tests.Runtime;

public class PointSwitchTests
{
    private static readonly Engine Engine = new(RandomBundles.Make(EngineTests.Build("lenet5"), seed: 31));

    [Fact]
    public void A_run_uses_the_current_point_and_says_which()
    {
        var points = new PointSwitch(Engine, 2);
        var image = RandomTables.Bytes(new Random(1), Engine.Bundle.Network.Input.Shape.Length);
        var logits = new float[Engine.Bundle.Network.Classes];
        Assert.Equal(2, points.Run(image, logits));
        Assert.Equal(Engine.Run(2, image, 1), logits);
        Assert.Equal(2, points.Select(1));
        Assert.Equal(1, points.Current);
        Assert.Equal(1, points.Run(image, logits));
        Assert.Equal(Engine.Run(1, image, 1), logits);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void A_point_that_does_not_exist_is_refused_and_changes_nothing(int point)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PointSwitch(Engine, point));
        var points = new PointSwitch(Engine, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => points.Select(point));
        Assert.Equal(1, points.Current);
    }

    [Fact]
    public void A_switch_allocates_nothing_and_takes_less_than_a_microsecond()
    {
        const int Switches = 200_000;
        var points = new PointSwitch(Engine, 0);
        // The least of several rounds: this is about the switch, not about what else the machine does.
        var best = double.PositiveInfinity;
        var least = long.MaxValue;
        for (var round = 0; round < 10; round++)
        {
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Switches; i++)
                points.Select(i % 3);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / Switches);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - bytes);
        }
        Assert.Equal(0, least);
        TestContext.Current.TestOutputHelper?.WriteLine($"{1000 * best:0.0} ns for a switch");
        Assert.True(best < 1, $"a switch took {best} µs");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void Switched_runs_allocate_nothing_once_calls_of_their_size_have_run(int batch)
    {
        var points = new PointSwitch(Engine, 0);
        var pixels = RandomTables.Bytes(new Random(1), batch * Engine.Bundle.Network.Input.Shape.Length);
        var logits = new float[batch * Engine.Bundle.Network.Classes];
        // Tests beside this one may take the engine's spare buffers away, so it is asked for once in several rounds.
        var least = long.MaxValue;
        for (var round = 0; round < 20 && least > 0; round++)
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            for (var call = 0; call < 100; call++)
            {
                points.Select(call % 3);
                points.Run(pixels, batch, logits);
            }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - start);
        }
        Assert.Equal(0, least);
    }

    /// <summary>Two seconds here; the environment variable QOSNETS_STRESS_SECONDS asks for more.</summary>
    [Fact]
    public void Every_answer_is_that_of_the_point_it_names_while_another_thread_switches_without_pause()
    {
        const int Clients = 8;
        var time = TimeSpan.FromSeconds(
            double.Parse(Environment.GetEnvironmentVariable("QOSNETS_STRESS_SECONDS") ?? "2", CultureInfo.InvariantCulture)
        );
        var (length, classes, n) = (Engine.Bundle.Network.Input.Shape.Length, Engine.Bundle.Network.Classes, Engine.Points.Count);
        var batches = Enumerable.Range(0, Clients).Select(c => 1 + c % 3).ToArray();
        var inputs = batches.Select((batch, c) => RandomTables.Bytes(new Random(c), batch * length)).ToArray();
        var expected = inputs
            .Select((pixels, c) => Enumerable.Range(0, n).Select(p => Engine.Run(p, pixels, batches[c])).ToArray())
            .ToArray();
        var points = new PointSwitch(Engine, 0);
        var (wrong, answers) = (0L, new long[n]);
        using var stop = new CancellationTokenSource();
        var clients = Enumerable
            .Range(0, Clients)
            .Select(c => new Thread(() =>
            {
                var logits = new float[batches[c] * classes];
                while (!stop.IsCancellationRequested)
                {
                    var point = points.Run(inputs[c], batches[c], logits);
                    if (!MemoryMarshal.AsBytes(logits.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(expected[c][point].AsSpan())))
                        Interlocked.Increment(ref wrong);
                    Interlocked.Increment(ref answers[point]);
                }
            }))
            .ToList();
        clients.ForEach(c => c.Start());
        var switches = 0L;
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time; switches++)
            points.Select((int)(switches % n));
        stop.Cancel();
        Assert.All(clients, c => Assert.True(c.Join(TimeSpan.FromSeconds(10))));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{switches} switches, answers at each point: {string.Join(", ", answers)}"
        );
        Assert.Equal(0, wrong);
        Assert.All(answers, a => Assert.NotEqual(0, a));
    }
}
