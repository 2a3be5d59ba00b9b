using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using QosNets.Data;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Data;

public sealed class DataFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Mutated_Python_batches_are_read_or_refused_and_nothing_else()
    {
        var batch = PickledBatch.Of(["labels"], [1, 2], [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        var names = PickledBatch.Names("fine_label_names", "apple", "baby");
        Fuzz(
            [batch, names],
            bytes =>
            {
                File.WriteAllBytes(folder["b"], bytes);
                if (bytes.AsSpan().IndexOf("fine_label_names"u8) >= 0)
                    CifarPickle.ReadNames(folder["b"], "fine_label_names");
                else
                    CifarPickle.ReadBatch(folder["b"], "labels", 16);
            }
        );
    }

    [Fact]
    public void Mutated_IDX_files_are_read_or_refused_and_nothing_else()
    {
        byte[] plain = [0, 0, 8, 1, 0, 0, 0, 40, .. Enumerable.Range(0, 40).Select(i => (byte)(i % 10))];
        Fuzz(
            [plain, Gzip(plain), [.. Gzip(plain[..20]), .. Gzip(plain[20..])]],
            bytes =>
            {
                File.WriteAllBytes(folder["train-labels.idx1-ubyte"], bytes);
                IdxFile.Read(folder.Path, "train-labels-idx1-ubyte", 1);
            }
        );
    }

    [Fact]
    public void Mutated_images_are_read_or_refused_and_nothing_else()
    {
        var jpeg = SmallImages.Jpeg(6, 4, 10, 90, 200);
        byte[] preview = [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(2 + jpeg.Length), .. jpeg, .. jpeg.AsSpan(2)];
        Fuzz(
            [jpeg, [.. jpeg, .. "junk behind the end"u8], preview, SmallImages.Png(6, 4, (x, y) => ((byte)x, (byte)y, 7))],
            bytes =>
            {
                File.WriteAllBytes(folder["i"], bytes);
                new ImageDecoder(folder.Path, 1, null).Decode([new ImageFile("i", 0)], mayBeAugmented: false);
            }
        );
    }

    /// <summary>QOSNETS_FUZZ_COUNT sets the number of inputs, for example 100000.</summary>
    private static void Fuzz(byte[][] seeds, Action<byte[]> read)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("QOSNETS_FUZZ_COUNT") ?? "1000", CultureInfo.InvariantCulture);
        var (random, whole) = (new Random(1), 0);
        for (var i = 0; i < count; i++)
        {
            var bytes = Mutated(seeds[random.Next(seeds.Length)], random);
            try
            {
                read(bytes);
                whole++;
            }
            catch (DataException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                Assert.InRange(e.Message.Length, 20, 600);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"input {i}, {Convert.ToHexString(bytes)}: {e.Message}", e);
            }
        }
        Assert.InRange(whole, 1, count - 1);
    }

    private static byte[] Mutated(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        for (var n = random.Next(3); n >= 0 && bytes.Count > 0; n--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 20), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    var number = new byte[4];
                    BinaryPrimitives.WriteInt32LittleEndian(number, random.Next(int.MinValue, int.MaxValue));
                    bytes.InsertRange(at, number);
                    break;
                default:
                    bytes.InsertRange(bytes.Count, seed[..Math.Min(seed.Length, length)]);
                    break;
            }
        }
        return [.. bytes];
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return target.ToArray();
    }
}
