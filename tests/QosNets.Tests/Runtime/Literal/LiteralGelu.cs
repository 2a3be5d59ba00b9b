using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralGelu : LiteralOperator<GeluNode>
{
    protected override void Run(LiteralInterpreter run, GeluNode node) => run.Map(node, node.Input, (x, _) => Value(x));

    /// <summary>x · Φ(x), in double, rounded once; Φ is 7 derivatives about the nearest sixteenth.</summary>
    internal static float Value(float x)
    {
        var from = Math.Max((double)x, -14);
        var at = Math.Min(from, 14);
        var center = Math.Round(at * 16, MidpointRounding.ToEven) / 16;
        var h = at - center;
        var density = Density(center);
        var result = Distribution(center, density);
        var hermite = new double[8];
        hermite[1] = 1;
        var power = h;
        for (var n = 1; n <= 7; n++)
        {
            result += density * hermite[n] * power;
            if (n < 7)
                hermite[n + 1] = -center * hermite[n] - (n - 1) * hermite[n - 1];
            power *= h;
            power /= n + 1;
        }
        return (float)(from * result);
    }

    private static double Density(double x) => LiteralSilu.Exponential(-x * x / 2) / 2.5066282746310002;

    private static double Distribution(double x, double density)
    {
        if (Math.Abs(x) < 2)
        {
            double sum = 0,
                term = Math.Abs(x);
            for (var n = 0; n < 60; n++)
            {
                sum += term;
                term = term * Math.Abs(x) * Math.Abs(x) / (2 * n + 3);
            }
            var tail = 0.5 - density * sum;
            return x < 0 ? tail : 1 - tail;
        }
        var fraction = Math.Abs(x);
        for (var n = 100; n > 0; n--)
            fraction = Math.Abs(x) + n / fraction;
        return x < 0 ? density / fraction : 1 - density / fraction;
    }
}
