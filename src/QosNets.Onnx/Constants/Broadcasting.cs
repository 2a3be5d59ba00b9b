namespace QosNets.Onnx.Constants;

/// <summary>Values of two constants brought to one shape.</summary>
internal static class Broadcasting
{
    /// <summary>The common sizes, or null where the tensors do not fit or would become too large.</summary>
    public static long[]? Dims(long[] a, long[] b)
    {
        var dims = new long[Math.Max(a.Length, b.Length)];
        var total = 1L;
        for (var i = 0; i < dims.Length; i++)
        {
            var (x, y) = (At(a, dims.Length, i), At(b, dims.Length, i));
            if (x != y && x != 1 && y != 1)
                return null;
            dims[i] = x == 1 ? y : x;
            if ((total *= dims[i]) > Constant.MostValues)
                return null;
        }
        return dims;
    }

    /// <summary>For each place of the common sizes the place in a tensor of the given ones.</summary>
    public static int[] Places(long[] own, long[] dims)
    {
        var strides = new int[dims.Length];
        var stride = 1;
        for (var i = dims.Length - 1; i >= 0; i--)
        {
            var size = (int)At(own, dims.Length, i);
            strides[i] = size == 1 ? 0 : stride;
            stride *= size;
        }
        return Walk(dims, strides, 0);
    }

    /// <summary>Start + Σ index · stride for all indices, the last axis fastest.</summary>
    public static int[] Walk(long[] dims, int[] strides, int start)
    {
        var places = new int[(int)dims.Aggregate(1L, (a, b) => a * b)];
        var index = new long[dims.Length];
        var place = start;
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = place;
            for (var axis = dims.Length - 1; axis >= 0; axis--)
            {
                place += strides[axis];
                if (++index[axis] < dims[axis])
                    break;
                place -= strides[axis] * (int)dims[axis];
                index[axis] = 0;
            }
        }
        return places;
    }

    private static long At(long[] dims, int rank, int i) => i < rank - dims.Length ? 1 : dims[i - (rank - dims.Length)];
}
