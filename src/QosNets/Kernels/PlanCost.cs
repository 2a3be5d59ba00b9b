namespace QosNets.Kernels;

/// <summary>
/// Cycles per 64 products on a Zen 4 core with AVX-512 VBMI, measured by `qosnets bench kernels` at
/// 1024×576×64 and rounded. Only their order decides; it follows the number of instructions.
/// </summary>
internal static class PlanCost
{
    /// <summary>Two bytes of 256 rows in one pass.</summary>
    internal const double General = 9.0;

    /// <summary>The product, as 16-bit multiplications.</summary>
    internal const double Product = 2.5;

    /// <summary>One byte plane.</summary>
    internal static double Plane(BytePlane plane) => plane.Rows switch
    {
        64 => plane.SafeSums >= 4 ? 1.5 : plane.SafeSums >= 2 ? 1.8 : 2.3,
        128 => plane.SafeSums >= 2 ? 2.0 : 2.5,
        _ => 3.8,
    };
}
