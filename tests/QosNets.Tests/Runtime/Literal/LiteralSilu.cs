using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralSilu : LiteralOperator<SiluNode>
{
    protected override void Run(LiteralInterpreter run, SiluNode node) => run.Map(node, node.Input, (x, _) => Value(x));

    /// <summary>x / (1 + e^−x), in double, rounded once.</summary>
    internal static float Value(float x) =>
        (float)(Math.Max(x, -104.0) * (1 / (1 + Exponential(-Math.Clamp((double)x, -104, 104)))));

    /// <summary>e^t = 2^k · Σ r^n/n! with t = k·ln 2 + r.</summary>
    internal static double Exponential(double t)
    {
        var k = Math.Round(t * 1.4426950408889634, MidpointRounding.ToEven);
        var r = t - k * 6.93147180369123816490e-01;
        r -= k * 1.90821492927058770002e-10;
        double[] factorials = [1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800, 479001600, 6227020800];
        var sum = 1 / factorials[^1];
        foreach (var factorial in factorials.Reverse().Skip(1))
            sum = sum * r + 1 / factorial;
        return Math.ScaleB(sum, (int)k);
    }
}
