using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// Sums Σ_k A(x_k)·B(w_k) with instructions that multiply bytes and add four neighbouring k in 32 bits. Factors of weights are
/// bytes less a shift, which comes back as a multiple of ΣA.
/// </summary>
internal abstract unsafe class ByteProductKernel
{
    /// <summary>The lowest factor that the instruction takes; the highest is 255 above it.</summary>
    internal abstract int LowestFactor { get; }

    /// <summary>Lays out A of 64 positions for <see cref="Add"/>: [(k + 3) / 4, 64] times four bytes.</summary>
    /// <param name="x">Activations.</param>
    /// <param name="offsets">Where each of the k starts in x.</param>
    /// <param name="k">Products per sum; they are filled up with A = 0.</param>
    /// <param name="part">The product.</param>
    /// <param name="fours">Aligned to 64 bytes.</param>
    internal void Pack(byte* x, nint* offsets, int k, ProductPart part, uint* fours)
    {
        const int Positions = KernelPath.VectorPositions;
        var rows = stackalloc byte[4 * Positions];
        var from = stackalloc byte*[4];
        for (var i = 0; i < k; i += 4, fours += Positions)
        {
            for (var row = 0; row < 4; row++)
            {
                from[row] = i + row < k && part.IsIdentity ? x + offsets[i + row] : rows + row * Positions;
                if (i + row >= k)
                    new Span<byte>(from[row], Positions).Clear();
                else if (!part.IsIdentity)
                {
                    Buffer.MemoryCopy(x + offsets[i + row], from[row], Positions, Positions);
                    part.Apply(from[row], Positions);
                }
            }

            Interleave(from[0], from[1], from[2], from[3], (byte*)fours);
        }
    }

    /// <summary>r[j, p] = starts[j] + Σ of the products at 64 positions, wrapping at 32 bits.</summary>
    /// <param name="fours">The activations, packed.</param>
    /// <param name="factors">Factors of the weights less the shift, for every output channel four bytes at a time.</param>
    /// <param name="factorStride">Fours from one output channel to the next.</param>
    /// <param name="shift">What the factors lack.</param>
    /// <param name="starts">What the sums of each output channel start from; null when they start from what r holds.</param>
    /// <param name="n">Output channels.</param>
    /// <param name="count">Fours of k to sum.</param>
    /// <param name="r">Sums [n, stride], aligned to 64 bytes.</param>
    /// <param name="stride">Values from one output channel of r to the next, a multiple of 64.</param>
    internal void Add(uint* fours, int* factors, int factorStride, int shift, int* starts, int n, int count, int* r, int stride)
    {
        var shifted = stackalloc int[KernelPath.VectorPositions];
        SumActivations((byte*)fours, count, shift, shifted);
        for (var j = 0; j < n; )
        {
            var w = factors + (long)j * factorStride;
            var target = new Target(r + (long)j * stride, stride, starts == null ? null : starts + j, shifted);
            if (n - j >= 4)
            {
                AddFour((byte*)fours, w, factorStride, count, target);
                j += 4;
            }
            else
            {
                AddOne((byte*)fours, w, count, target);
                j++;
            }
        }
    }

    /// <summary>sums[p] = shift·ΣA of 64 positions.</summary>
    private protected abstract void SumActivations(byte* fours, int count, int shift, int* sums);

    /// <summary>The sums of four output channels.</summary>
    private protected abstract void AddFour(byte* fours, int* w0, int factorStride, int count, Target target);

    /// <summary>The sums of one output channel.</summary>
    private protected abstract void AddOne(byte* fours, int* w, int count, Target target);

    /// <summary>target[4 p + i] = row i at position p, for 64 positions.</summary>
    private protected abstract void Interleave(byte* first, byte* second, byte* third, byte* fourth, byte* target);

    /// <summary>Where the sums of some channels at 64 positions go, and what belongs to them.</summary>
    /// <param name="r">Sums of the first channel.</param>
    /// <param name="stride">Values from one channel to the next.</param>
    /// <param name="starts">What the sums of each channel start from; null for what r holds.</param>
    /// <param name="shifted">What every channel gains at each position.</param>
    private protected readonly struct Target(int* r, int stride, int* starts, int* shifted)
    {
        /// <summary>Adds what belongs to the sums of a channel from position p on, and stores them.</summary>
        // Sums that live across a call would be spilled in every step.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Store(int channel, int p, Vector256<int> sums)
        {
            var to = r + (long)channel * stride + p;
            var start = starts == null ? Vector256.LoadAligned(to) : Vector256.Create(starts[channel]);
            (sums + Vector256.Load(shifted + p) + start).StoreAligned(to);
        }

        /// <inheritdoc cref="Store(int, int, Vector256{int})"/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Store(int channel, int p, Vector128<int> sums)
        {
            var to = r + (long)channel * stride + p;
            var start = starts == null ? Vector128.LoadAligned(to) : Vector128.Create(starts[channel]);
            (sums + Vector128.Load(shifted + p) + start).StoreAligned(to);
        }
    }
}
