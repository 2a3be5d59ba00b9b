using System.Runtime.Intrinsics.Arm;

namespace QosNets.Kernels;

/// <summary>The path of portable vectors on ARM processors with dot products of bytes: most from ARMv8.2 on.</summary>
internal sealed class NeonDotPath() : Vector128Path("neondot", Dp.IsSupported && AdvSimd.Arm64.IsSupported)
{
    internal override PlanCosts Costs { get; } = PortableCosts with { Product = 0.2 };

    internal override ByteProductKernel ByteProduct { get; } = new ByteProductKernel128();
}
