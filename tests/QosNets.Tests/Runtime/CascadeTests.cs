using QosNets.Runtime;
using Xunit;

namespace QosNets.Tests.Runtime;

public class CascadeTests
{
    private static readonly Engine Engine = new(RandomBundles.Make(EngineTests.Build("lenet5"), seed: 51));
    private static readonly int Length = Engine.Bundle.Network.Input.Shape.Length;
    private static readonly int Classes = Engine.Bundle.Network.Classes;

    [Fact]
    public void Every_image_has_the_bits_of_the_point_that_the_definition_gives_it()
    {
        var ran = new int[Engine.Points.Count];
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var batch = random.Next(0, 40);
            var pixels = RandomTables.Bytes(random, batch * Length);
            var alone = Enumerable.Range(0, Engine.Points.Count).Select(p => Engine.Run(p, pixels, batch)).ToArray();
            var order = Enumerable.Range(0, Engine.Points.Count).OrderBy(_ => random.Next()).Take(random.Next(2, 4)).ToArray();
            var minMargins = order.Skip(1).Select(p => Threshold(random, alone[order[0]])).ToArray();
            var most = random.Next(2) == 0 ? int.MaxValue : random.Next(0, 12);

            var (logits, points, margins) = (new float[batch * Classes], new int[batch], new float[batch]);
            var cascade = new Cascade(order, minMargins);
            var again = Engine.RunCascade(cascade, pixels, batch, logits, points, margins, most);

            var expected = Enumerable.Repeat(order[0], batch).ToArray();
            var unsure = Enumerable.Range(0, batch).ToList();
            for (var stage = 1; stage < order.Length; stage++)
            {
                var before = alone[order[stage - 1]];
                unsure =
                [
                    .. unsure
                        .Where(i => Margin(before, i) < minMargins[stage - 1])
                        .OrderBy(i => Margin(before, i))
                        .ThenBy(i => i)
                        .Take(most),
                ];
                foreach (var i in unsure)
                    expected[i] = order[stage];
                if (stage == 1)
                    Assert.Equal((seed, unsure.Count), (seed, again));
            }
            Assert.Equal(expected, points);
            for (var i = 0; i < batch; i++)
            {
                Assert.Equal(Image(alone[points[i]], i), Image(logits, i));
                Assert.Equal(Margin(alone[order[0]], i), margins[i]);
                ran[points[i]]++;
            }
        }
        Assert.All(ran, n => Assert.True(n > 50, $"{n}"));
    }

    [Fact]
    public void At_no_threshold_nothing_runs_again_and_at_infinity_all_do()
    {
        var pixels = RandomTables.Bytes(new Random(3), 9 * Length);
        var (logits, points, margins) = (new float[9 * Classes], new int[9], new float[9]);
        Assert.Equal(0, Engine.RunCascade(new Cascade([1, 0], [0]), pixels, 9, logits, points, margins));
        Assert.Equal(Engine.Run(1, pixels, 9), logits);
        Assert.Equal(9, Engine.RunCascade(new Cascade([1, 0], [float.PositiveInfinity]), pixels, 9, logits, points, margins));
        Assert.Equal(Engine.Run(0, pixels, 9), logits);
        Assert.All(points, p => Assert.Equal(0, p));
    }

    [Fact]
    public void The_margin_is_the_distance_of_the_two_largest_logits()
    {
        Assert.Equal(1.5f, Engine.Margin(0, [1, 3, -2, 4.5f]));
        Assert.Equal(2, Engine.Margin(0, [4, 2]));
        Assert.Equal(2, Engine.Margin(0, [2, 4]));
        Assert.Equal(0, Engine.Margin(0, [4, 4, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.Margin(0, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.Margin(3, [1, 2]));
    }

    [Fact]
    public void Cascades_run_beside_each_other_as_they_do_alone()
    {
        const int Clients = 6;
        var inputs = Enumerable.Range(0, Clients).Select(c => RandomTables.Bytes(new Random(c), (5 + c) * Length)).ToArray();
        var cascades = Enumerable.Range(0, Clients).Select(c => new Cascade([c % 3, (c + 1) % 3], [0.05f * (c + 1)])).ToArray();
        (float[] Logits, int[] Points) Run(int c)
        {
            var (logits, points, margins) = (new float[(5 + c) * Classes], new int[5 + c], new float[5 + c]);
            Engine.RunCascade(cascades[c], inputs[c], 5 + c, logits, points, margins);
            return (logits, points);
        }
        var alone = Enumerable.Range(0, Clients).Select(Run).ToArray();
        Parallel.For(
            0,
            Clients * 100,
            new ParallelOptions { MaxDegreeOfParallelism = Clients },
            i =>
            {
                var (logits, points) = Run(i % Clients);
                Assert.Equal(alone[i % Clients].Logits, logits);
                Assert.Equal(alone[i % Clients].Points, points);
            }
        );
    }

    [Fact]
    public void Cascades_that_mean_nothing_are_refused()
    {
        Assert.Contains("points 1;", Assert.Throws<ArgumentException>(() => new Cascade([1], [])).Message);
        Assert.Contains("points 1, 1;", Assert.Throws<ArgumentException>(() => new Cascade([1, 1], [0.1f])).Message);
        Assert.Contains("points -1, 1;", Assert.Throws<ArgumentException>(() => new Cascade([-1, 1], [0.1f])).Message);
        Assert.Contains("2 thresholds for 2", Assert.Throws<ArgumentException>(() => new Cascade([0, 1], [0.1f, 0])).Message);
        Assert.Contains("-0.1", Assert.Throws<ArgumentException>(() => new Cascade([0, 1], [-0.1f])).Message);
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => new Cascade([0, 1], [float.NaN])).Message);
        var pixels = new byte[Length];
        void Try(Cascade cascade, int logits, int points, int margins, int most = 1) =>
            Engine.RunCascade(cascade, pixels, 1, new float[logits], new int[points], new float[margins], most);
        Assert.Throws<ArgumentOutOfRangeException>(() => Try(new Cascade([0, 3], [1]), Classes, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Try(new Cascade([0, 1], [1]), Classes, 1, 1, most: -1));
        Assert.Throws<ArgumentException>(() => Try(new Cascade([0, 1], [1]), Classes - 1, 1, 1));
        Assert.Throws<ArgumentException>(() => Try(new Cascade([0, 1], [1]), Classes, 2, 1));
        Assert.Throws<ArgumentException>(() => Try(new Cascade([0, 1], [1]), Classes, 1, 0));
    }

    /// <summary>A margin between those of the batch, or one of them.</summary>
    private static float Threshold(Random random, float[] logits)
    {
        var margins = Enumerable.Range(0, logits.Length / Classes).Select(i => Margin(logits, i)).ToArray();
        return margins.Length == 0 ? 1
            : random.Next(2) == 0 ? margins[random.Next(margins.Length)]
            : 1.1f * random.NextSingle() * margins.Max();
    }

    private static float[] Image(float[] logits, int i) => logits[(i * Classes)..((i + 1) * Classes)];

    private static float Margin(float[] logits, int i)
    {
        var sorted = Image(logits, i).OrderDescending().ToArray();
        return sorted[0] - sorted[1];
    }
}
