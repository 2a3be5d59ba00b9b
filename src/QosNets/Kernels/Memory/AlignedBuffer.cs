namespace QosNets.Kernels;

/// <summary>Memory that does not move and starts at a multiple of 64 bytes, one cache line and one vector.</summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;
    private readonly byte[] memory;

    internal AlignedBuffer(int length)
    {
        Length = length;
        memory = GC.AllocateUninitializedArray<byte>(length + Alignment, pinned: true);
        var start = (nuint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref memory[0]);
        Pointer = (byte*)((start + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    internal int Length { get; }

    /// <summary>Valid while the buffer is reachable.</summary>
    internal byte* Pointer { get; }

    /// <summary>A buffer of at least so many bytes: the one there is, else a new one without its contents.</summary>
    internal static byte* Grow(ref AlignedBuffer? buffer, long bytes)
    {
        if (buffer is null || buffer.Length < bytes)
            buffer = new AlignedBuffer(checked((int)bytes));
        return buffer.Pointer;
    }
}
