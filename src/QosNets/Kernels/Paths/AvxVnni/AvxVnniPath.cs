using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>The AVX2 path where one instruction adds four products of bytes: Intel from Alder Lake on, Zen 5.</summary>
internal sealed class AvxVnniPath() : Avx2Path("avxvnni", Avx2.IsSupported && AvxVnni.IsSupported)
{
    internal override PlanCosts Costs { get; } = Avx2Costs with { Product = 0.18 };

    internal override ByteProductKernel ByteProduct { get; } = new ByteProductKernel256();
}
