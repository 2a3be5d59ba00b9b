using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// A block of a depthwise layer as patches, [k, Stride] bytes, for images that are small: the inputs of a vector's 64 positions
/// lie within 256 bytes, of one image or of several. These serve as a table, in which every position looks its activation k up,
/// whatever stride, padding and dilation are; padding is put in by a mask.
/// </summary>
internal sealed unsafe class SmallImageLayout : BlockLayout
{
    private const int Width = KernelPath.VectorPositions;
    private const int SourceBytes = 4 * Width;

    // The kernel sums four vectors at a time, and blocks cost little besides.
    private const int MostVectors = 4;

    // Fewer positions of a vector would leave too much of it unused.
    private const int LeastPositions = 48;

    private readonly int batch;
    private readonly int imagesPerVector;
    private readonly int imagesPerBlock;
    private readonly int slot;
    private readonly AlignedBuffer indices;
    private readonly AlignedBuffer masks;

    private SmallImageLayout(ConvolutionGeometry g, int batch)
        : base(g, (long)batch * g.Positions)
    {
        this.batch = batch;
        (imagesPerVector, slot) = (ImagesOf(g), SlotOf(g));
        var vectors = Math.Min(MostVectors, (batch + imagesPerVector - 1) / imagesPerVector);
        imagesPerBlock = vectors * imagesPerVector;
        Blocks = (batch + imagesPerBlock - 1) / imagesPerBlock;
        Stride = vectors * Width;
        ImageStride = Width / imagesPerVector;
        (indices, masks) = (new AlignedBuffer(g.FanIn * Width), new AlignedBuffer(g.FanIn * Width));
        for (var k = 0; k < g.FanIn; k++)
        {
            Offsets[k] = (nint)k * Stride;
            SetSources(g, k);
        }
    }

    /// <summary>
    /// The layout, where groups have one input channel and images are small enough; null for others, and for single images of
    /// stride 1, of which a <see cref="PlaneLayout"/> makes less.
    /// </summary>
    internal static SmallImageLayout? For(ConvolutionGeometry g, int batch) =>
        g.InChannels == g.Groups && g.FanIn > 1 && (ImagesOf(g) > 1 || (ImagesOf(g) > 0 && g.StrideHeight * g.StrideWidth > 1))
            ? new SmallImageLayout(g, batch)
            : null;

    internal override Block Load(byte* input, byte* inputEnd, byte padding, int group, long block, Scratch scratch, out byte* x)
    {
        var firstImage = (int)block * imagesPerBlock;
        var count = Math.Min(imagesPerBlock, batch - firstImage);
        var patches = (long)Geometry.FanIn * Stride + Slack;
        x = scratch.Activations(patches + SourceBytes);
        var source = input + (long)firstImage * InputLength + (long)group * ChannelLength;
        for (var (done, vector) = (0, 0); done < count; done += imagesPerVector, vector++)
            LoadVector(
                source + (long)done * InputLength,
                Math.Min(imagesPerVector, count - done),
                inputEnd,
                padding,
                x + patches,
                x + vector * Width
            );
        return new Block((long)firstImage * Positions, count * Positions, RoundUp(count * ImageStride));
    }

    internal override void Compact(int* sums, int n, Block block)
    {
        if (ImageStride == Positions)
            return;
        for (var j = 0; j < n; j++)
        {
            var row = sums + (long)j * Stride;
            for (var i = 1; i < block.Count / Positions; i++)
                new ReadOnlySpan<int>(row + i * ImageStride, Positions).CopyTo(new Span<int>(row + i * Positions, Positions));
        }
    }

    /// <summary>Images of a vector: those that fill it, or one that nearly does; 0 where images do not fit.</summary>
    private static int ImagesOf(ConvolutionGeometry g)
    {
        var images =
            Width % g.Positions == 0 ? Width / g.Positions
            : g.Positions is >= LeastPositions and < Width ? 1
            : 0;
        return images * (long)SlotOf(g) <= SourceBytes && SlotOf(g) >= g.InHeight * g.InWidth ? images : 0;
    }

    /// <summary>Bytes of the source that an image takes: one or several vectors, or an even part of one.</summary>
    private static int SlotOf(ConvolutionGeometry g) =>
        (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp((long)g.InHeight * g.InWidth, 16, SourceBytes));

    /// <summary>Where the positions of a vector find activation k, and which of them are padding.</summary>
    private void SetSources(ConvolutionGeometry g, int k)
    {
        var (ky, kx) = Math.DivRem(k, g.KernelWidth);
        for (var i = 0; i < imagesPerVector; i++)
        for (var lane = 0; lane < ImageStride; lane++)
        {
            var (row, column) = Math.DivRem(Math.Min(lane, Positions - 1), g.OutWidth);
            var (y, x) = (
                row * g.StrideHeight - g.PadTop + ky * g.DilationHeight,
                column * g.StrideWidth - g.PadLeft + kx * g.DilationWidth
            );
            var inside = (uint)y < (uint)g.InHeight && (uint)x < (uint)g.InWidth;
            var place = k * Width + i * ImageStride + lane;
            indices.Pointer[place] = inside ? (byte)(i * slot + y * g.InWidth + x) : (byte)0;
            masks.Pointer[place] = inside ? byte.MaxValue : (byte)0;
        }
    }

    private void LoadVector(byte* image, int count, byte* inputEnd, byte padding, byte* edge, byte* target)
    {
        var step = (long)InputLength;

        // Whole vectors are read, which may not reach beyond the end of the input; and images may be missing.
        if (count < imagesPerVector || image + (count - 1) * step + slot > inputEnd)
        {
            for (var i = 0; i < count; i++)
                Unsafe.CopyBlockUnaligned(edge + i * slot, image + i * step, (uint)ChannelLength);
            image = edge;
            step = slot;
        }

        byte* index = indices.Pointer,
            mask = masks.Pointer;
        var pad = Vector512.Create(padding);
        var end = target + (long)Geometry.FanIn * Stride;
        var vectors = imagesPerVector * slot / Width;
        if (vectors == 1)
        {
            var only = Source(image, step, 0);
            for (; target < end; target += Stride, index += Width, mask += Width)
                Store(Avx512Vbmi.PermuteVar64x8(only, Vector512.LoadAligned(index)), mask, pad, target);
        }
        else if (vectors == 2)
        {
            var first = Source(image, step, 0);
            var second = Source(image, step, 1);
            for (; target < end; target += Stride, index += Width, mask += Width)
                Store(Avx512Vbmi.PermuteVar64x8x2(first, Vector512.LoadAligned(index), second), mask, pad, target);
        }
        else
        {
            var s0 = Source(image, step, 0);
            var s1 = Source(image, step, 1);
            var s2 = Source(image, step, 2);
            var s3 = Source(image, step, 3);
            for (; target < end; target += Stride, index += Width, mask += Width)
                Store(ByteMap.LookUp(s0, s1, s2, s3, Vector512.LoadAligned(index)), mask, pad, target);
        }
    }

    /// <summary>A vector of the source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<byte> Source(byte* image, long step, int vector)
    {
        switch (slot)
        {
            case 256:
                return Vector512.Load(image + vector * Width);
            case 128:
                return Vector512.Load(image + vector / 2 * step + vector % 2 * Width);
            case 64:
                return Vector512.Load(image + vector * step);
            case 32:
                image += 2 * vector * step;
                return Vector512.Create(Vector256.Load(image), Vector256.Load(image + step));
            default:
                image += 4 * vector * step;
                return Vector512.Create(
                    Vector256.Create(Vector128.Load(image), Vector128.Load(image + step)),
                    Vector256.Create(Vector128.Load(image + 2 * step), Vector128.Load(image + 3 * step))
                );
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<byte> found, byte* mask, Vector512<byte> padding, byte* target) =>
        Avx512BW.BlendVariable(padding, found, Vector512.LoadAligned(mask)).StoreAligned(target);
}
