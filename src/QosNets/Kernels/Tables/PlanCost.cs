namespace QosNets.Kernels;

/// <summary>
/// Cycles per 64 products, measured at 1024×576×64 with one thread on a Zen 4 core of about 3.65 GHz with AVX-512 VBMI.
/// Only their order decides, and it follows the number of instructions, most of all of permutes.
/// </summary>
internal static class PlanCost
{
    /// <summary>Both bytes of an entry, for 256 activations.</summary>
    internal const double General = 8.0;

    /// <summary>The product, as 16-bit multiplications.</summary>
    internal const double Product = 2.5;

    /// <summary>One digit.</summary>
    internal static double Digit(DigitTable digit) =>
        digit.Classes switch
        {
            64 => digit.SafeSums >= 4 ? 1.5
            : digit.SafeSums >= 2 ? 1.9
            : 2.7,
            128 => digit.SafeSums >= 2 ? 2.1 : 2.7,
            _ => 4.0,
        };
}
