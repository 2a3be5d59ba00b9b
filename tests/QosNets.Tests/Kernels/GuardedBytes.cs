using System.Runtime.InteropServices;

namespace QosNets.Tests.Kernels;

/// <summary>Memory between two pages that must not be touched (Linux): any access beside it ends the process.</summary>
internal sealed unsafe partial class GuardedBytes : IDisposable
{
    private const int None = 0;
    private const int ReadWrite = 1 | 2;
    private const int PrivateAnonymous = 2 | 0x20;

    private readonly nint start;
    private readonly nuint length;
    private readonly byte* data;
    private readonly int count;

    /// <summary>Puts count bytes right before the upper guard page, or right after the lower one.</summary>
    internal GuardedBytes(int count, bool atEnd)
    {
        var page = Environment.SystemPageSize;
        var inner = (count + page - 1) / page * page;
        length = (nuint)(inner + 2 * page);
        start = Map(0, length, ReadWrite, PrivateAnonymous, -1, 0);
        if (start == -1 || Protect(start, (nuint)page, None) != 0 || Protect(start + page + inner, (nuint)page, None) != 0)
            throw new InvalidOperationException("no guarded memory");
        data = (byte*)start + page + (atEnd ? inner - count : 0);
        this.count = count;
    }

    internal Span<byte> Bytes => new(data, count);

    internal Span<int> Integers => MemoryMarshal.Cast<byte, int>(Bytes);

    public void Dispose() => _ = Unmap(start, length);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
