namespace QosNets.Kernels;

/// <summary>Matrices of bytes.</summary>
internal static unsafe class ByteMatrix
{
    /// <summary>destination[c, r] = source[r, c], by tiles of the path; strides in bytes.</summary>
    internal static void Transpose(
        KernelPath path,
        byte* source,
        long sourceStride,
        int rows,
        int columns,
        byte* destination,
        long destinationStride
    )
    {
        var fullRows = rows & ~15;
        var fullColumns = columns & ~15;
        for (var r = 0; r < fullRows; r += 16)
        for (var c = 0; c < fullColumns; c += 16)
            path.TransposeTile(
                source + r * sourceStride + c,
                sourceStride,
                destination + c * destinationStride + r,
                destinationStride
            );
        for (var r = 0; r < rows; r++)
        for (var c = r < fullRows ? fullColumns : 0; c < columns; c++)
            destination[c * destinationStride + r] = source[r * sourceStride + c];
    }
}
