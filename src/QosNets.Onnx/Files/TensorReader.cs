using System.Buffers.Binary;
using System.Runtime.InteropServices;
using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;
using QosNets.Onnx.Files.Wire;

namespace QosNets.Onnx.Files;

/// <summary>Turns tensors of a file into constants; the values may stand in the model or in a file beside it.</summary>
/// <param name="folder">Folder that external data may stand in, or null.</param>
internal sealed class TensorReader(string? folder)
{
    private const int External = 1;
    private const int MostAxes = 8;

    /// <summary>The values of a tensor.</summary>
    /// <exception cref="OnnxException">Sizes and data do not fit together, the type is unknown, or external data is missing
    /// or outside the folder.</exception>
    public Constant Read(TensorProto tensor)
    {
        var name = $"tensor '{tensor.Name}'";
        var length = Length(tensor, name);
        var type = (ElementType)tensor.DataType;
        var size = SizeOf(type, name);
        var raw = tensor.DataLocation == External ? ExternalBytes(tensor, name, length * size) : tensor.RawData.Memory;
        if (raw.Length > 0 || length == 0)
        {
            if (raw.Length != length * size)
                throw new OnnxException($"{name}: {raw.Length} bytes where {length * size} are expected; the file is damaged");
            return OfBytes(type, [.. tensor.Dims], raw.Span, (int)length);
        }
        return OfLists(tensor, type, name, length);
    }

    private static long Length(TensorProto tensor, string name)
    {
        var length = 1L;
        if (tensor.Dims.Count > MostAxes)
            throw new OnnxException($"{name}: {tensor.Dims.Count} axes, more than {MostAxes}; the file is damaged");
        foreach (var dim in tensor.Dims)
        {
            if (dim < 0 || dim > Constant.MostValues || (length *= dim) > Constant.MostValues)
                throw new OnnxException(
                    $"{name}: sizes {string.Join("×", tensor.Dims)}; a tensor has 0 to {Constant.MostValues} values"
                );
        }
        return length;
    }

    private static int SizeOf(ElementType type, string name) =>
        type switch
        {
            ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
            ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
            ElementType.Float or ElementType.Int32 or ElementType.UInt32 => 4,
            ElementType.Int64 or ElementType.UInt64 or ElementType.Double => 8,
            _ => throw new OnnxException(
                $"{name}: element type {(int)type} is not known; convert the model to float32, or quantise it to 8 bits"
            ),
        };

    private static Constant OfBytes(ElementType type, long[] dims, ReadOnlySpan<byte> raw, int length)
    {
        if (type == ElementType.Float)
            return Constant.Of(dims, Floats(raw, length));
        var size = length == 0 ? 1 : raw.Length / length;
        var (reals, whole) = (new float[length], new long[length]);
        var isReal = type is ElementType.Float16 or ElementType.BFloat16 or ElementType.Double;
        for (var i = 0; i < length; i++)
        {
            var at = raw.Slice(i * size, size);
            if (isReal)
                reals[i] = Real(type, at);
            else
                whole[i] = Whole(type, at);
        }
        return isReal ? Constant.Of(dims, reals) : Constant.Of(dims, whole, type);
    }

    private static float[] Floats(ReadOnlySpan<byte> raw, int length)
    {
        var values = new float[length];
        if (BitConverter.IsLittleEndian)
            raw.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        else
            for (var i = 0; i < length; i++)
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(raw[(4 * i)..]);
        return values;
    }

    private static float Real(ElementType type, ReadOnlySpan<byte> at) =>
        type switch
        {
            ElementType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(at),
            ElementType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
            _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(at),
        };

    private static long Whole(ElementType type, ReadOnlySpan<byte> at) =>
        type switch
        {
            ElementType.Int8 => (sbyte)at[0],
            ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
            ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
            ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
            ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
            ElementType.Int64 or ElementType.UInt64 => BinaryPrimitives.ReadInt64LittleEndian(at),
            _ => at[0],
        };

    /// <summary>Values that stand in the typed lists; small integers and halves share the list of int32.</summary>
    private static Constant OfLists(TensorProto tensor, ElementType type, string name, long length)
    {
        long[] dims = [.. tensor.Dims];
        var count = type switch
        {
            ElementType.Float => tensor.FloatData.Count,
            ElementType.Double => tensor.DoubleData.Count,
            ElementType.Int64 => tensor.Int64Data.Count,
            ElementType.UInt32 or ElementType.UInt64 => tensor.Uint64Data.Count,
            _ => tensor.Int32Data.Count,
        };
        if (count != length)
            throw new OnnxException($"{name}: {count} values where {length} are expected; the file is damaged");
        return type switch
        {
            ElementType.Float => Constant.Of(dims, [.. tensor.FloatData]),
            ElementType.Double => Constant.Of(dims, [.. tensor.DoubleData.Select(v => (float)v)]),
            ElementType.Float16 => Constant.Of(
                dims,
                [.. tensor.Int32Data.Select(v => (float)BitConverter.UInt16BitsToHalf((ushort)v))]
            ),
            ElementType.BFloat16 => Constant.Of(dims, [.. tensor.Int32Data.Select(v => BitConverter.Int32BitsToSingle(v << 16))]),
            ElementType.Int64 => Constant.Of(dims, [.. tensor.Int64Data], type),
            ElementType.UInt32 or ElementType.UInt64 => Constant.Of(dims, [.. tensor.Uint64Data.Select(v => (long)v)], type),
            _ => Constant.Of(dims, [.. tensor.Int32Data.Select(v => (long)v)], type),
        };
    }

    private ReadOnlyMemory<byte> ExternalBytes(TensorProto tensor, string name, long expected)
    {
        var entries = new Dictionary<string, string>();
        foreach (var entry in tensor.ExternalData)
            entries[entry.Key] = entry.Value;
        var location = entries.GetValueOrDefault("location", "");
        if (folder is null)
            throw new OnnxException($"{name}: its data stands in '{location}', and a model from memory has no folder");
        var path = ExternalPath.Resolve(folder, location, name);
        var offset = Number(entries, "offset", name) ?? 0;
        if (Number(entries, "length", name) is { } length && length != expected)
            throw new OnnxException($"{name}: {length} bytes in '{location}' where {expected} are expected; the file is damaged");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (offset > file.Length - expected)
            throw new OnnxException(
                $"{name}: '{location}' has {file.Length} bytes where {offset} + {expected} are expected; restore the file"
            );
        var bytes = new byte[expected];
        file.Seek(offset, SeekOrigin.Begin);
        file.ReadExactly(bytes);
        return bytes;
    }

    private static long? Number(Dictionary<string, string> entries, string key, string name)
    {
        if (!entries.TryGetValue(key, out var text))
            return null;
        return long.TryParse(text, System.Globalization.NumberStyles.None, null, out var value)
            ? value
            : throw new OnnxException($"{name}: external data has the {key} '{text}'; a whole number from 0 is expected");
    }
}
