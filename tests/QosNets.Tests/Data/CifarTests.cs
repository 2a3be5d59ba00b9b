using QosNets.Data;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Data;

public sealed class CifarTests : IDisposable
{
    private const int Image = 3072;

    // Two images as cPickle of Python 2.7.18 wrote them, before and behind the bytes of the array.
    private const string Head =
        "80027d7101285504646174617102636e756d70792e636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7103636e756d"
        + "70790a6e6461727261790a71044b0085710555016287527106284b014b024d000c86636e756d70790a64747970650a71075502753171084b"
        + "004b0187710952710a284b0355017c4e4e4e4affffffff4affffffff4b0074710b62895400180000";

    private const string Tail =
        "74710c6255066c6162656c73710d5d710e284b064b0965550b62617463685f6c6162656c710f5515747261696e696e672062617463682031"
        + "206f6620357110550966696c656e616d657371115d7112285514706963747572655f735f3030303030362e706e6771135514706963747572"
        + "655f735f3030303030392e706e67711465752e";

    private static readonly string[] Batches = ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static byte[] Pixels(int seed, int images)
    {
        var pixels = new byte[images * Image];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }

    private static byte[] Records(byte[] before, byte[] labels, byte[] pixels) =>
        [.. labels.SelectMany((label, i) => (byte[])[.. before, label, .. pixels.AsSpan(i * Image, Image)])];

    private void Write(string relative, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[relative])!);
        File.WriteAllBytes(folder[relative], bytes);
    }

    private DataSet Open(string name, string relative = "") => DataSets.Open(name, folder[relative], folder["cache"]);

    private string Refusal(string name)
    {
        var message = Assert.Throws<DataException>(() => Open(name)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private void WriteCifar10(Func<byte[], byte[], byte[]> file, string place, string ending)
    {
        for (var i = 0; i < 5; i++)
            Write($"{place}/{Batches[i]}{ending}", file([(byte)i, (byte)(9 - i)], Pixels(i, 2)));
        Write($"{place}/test_batch{ending}", file([3, 3, 8], Pixels(9, 3)));
    }

    private static void AssertCifar10(DataSet set)
    {
        Assert.Equal("cifar10", set.Name);
        Assert.Equal(
            (10, 3, 3, 32, 32),
            (set.Train.Count, set.Test.Count, set.Train.Channels, set.Train.Height, set.Train.Width)
        );
        Assert.Equal([0, 9, 1, 8, 2, 7, 3, 6, 4, 5], set.Train.Labels);
        Assert.Equal([3, 3, 8], set.Test.Labels);
        Assert.Equal(Enumerable.Range(0, 5).SelectMany(i => Pixels(i, 2)), set.Train.Pixels);
        Assert.Equal(Pixels(9, 3), set.Test.Pixels);
        Assert.Equal("automobile", set.ClassNames[1]);
        Assert.Equal((true, false), (set.Train.MayBeAugmented, set.Test.MayBeAugmented));
    }

    [Fact]
    public void The_binary_files_and_the_Python_batches_of_CIFAR_10_give_the_same_images_in_either_folder()
    {
        WriteCifar10((labels, pixels) => Records([], labels, pixels), "cifar-10-batches-bin", ".bin");
        AssertCifar10(Open("cifar10"));
        AssertCifar10(Open("cifar10", "cifar-10-batches-bin"));
        Directory.Delete(folder["cifar-10-batches-bin"], recursive: true);
        WriteCifar10((labels, pixels) => PickledBatch.Of(["labels"], labels, pixels), "cifar-10-batches-py", "");
        AssertCifar10(Open("cifar10"));
        AssertCifar10(Open("cifar10", "cifar-10-batches-py"));
        WriteCifar10((labels, pixels) => PickledBatch.Of(["labels"], labels, pixels, byColumns: true), "cifar-10-batches-py", "");
        AssertCifar10(Open("cifar10"));
    }

    [Fact]
    public void CIFAR_100_gives_the_fine_classes_in_both_forms()
    {
        var (train, test) = (Pixels(1, 3), Pixels(2, 1));
        Write("cifar-100-binary/train.bin", Records([1], [2, 0, 1], train));
        Write("cifar-100-binary/test.bin", Records([0], [1], test));
        Write("cifar-100-binary/fine_label_names.txt", "apple\naquarium_fish\nbaby\n\n"u8.ToArray());
        Check();
        Directory.Delete(folder["cifar-100-binary"], recursive: true);
        Write("cifar-100-python/train", PickledBatch.Of(["fine_labels"], [2, 0, 1], train));
        Write("cifar-100-python/test", PickledBatch.Of(["coarse_labels", "fine_labels"], [1], test));
        Write("cifar-100-python/meta", PickledBatch.Names("fine_label_names", "apple", "aquarium_fish", "baby"));
        Check();

        void Check()
        {
            var set = Open("cifar100");
            Assert.Equal(["apple", "aquarium_fish", "baby"], set.ClassNames);
            Assert.Equal([2, 0, 1], set.Train.Labels);
            Assert.Equal([1], set.Test.Labels);
            Assert.Equal(train, set.Train.Pixels);
            Assert.Equal(test, set.Test.Pixels);
        }
    }

    [Fact]
    public void A_batch_that_Python_2_wrote_is_read()
    {
        var pixels = Enumerable.Range(0, 2 * Image).Select(i => (byte)(i % 251)).ToArray();
        Write("data_batch_1", [.. Convert.FromHexString(Head), .. pixels, .. Convert.FromHexString(Tail)]);
        var (read, labels) = CifarPickle.ReadBatch(folder["data_batch_1"], "labels", Image);
        Assert.Equal([6, 9], labels);
        Assert.Equal(pixels, read);
    }

    [Fact]
    public void A_batch_of_more_images_than_Python_writes_at_a_time_is_read()
    {
        var labels = Enumerable.Range(0, 2500).Select(i => (byte)(i % 10)).ToArray();
        Write("b", PickledBatch.Of(["labels"], labels, Pixels(3, 2500)));
        var (read, classes) = CifarPickle.ReadBatch(folder["b"], "labels", Image);
        Assert.Equal(labels.Select(l => (int)l), classes);
        Assert.Equal(Pixels(3, 2500), read);
    }

    [Theory]
    [InlineData("cos\nsystem\n(U\u0002lstR.", "it names os.system, and nothing but NumPy's arrays is read")]
    [InlineData("cnumpy.core.multiarray\nscalar\n.", "it names numpy.core.multiarray.scalar")]
    [InlineData("cbuiltins\neval\n.", "it names builtins.eval")]
    [InlineData("c\n\n.", "it names .")]
    [InlineData("(i__main__\nX\n.", "its byte 3 is the opcode 0x69, which the official batches do not use")]
    [InlineData("K\u0001K\u0002R.", "it calls what is no maker of arrays")]
    [InlineData("cnumpy\nndarray\n)R.", "it calls what is no maker of arrays")]
    [InlineData("K\u0001)b.", "it sets the state of what is no array")]
    [InlineData("}U\u0001aK.", "it is cut short")]
    [InlineData("}U\u00ff.", "it is cut short")]
    [InlineData("h\u0007.", "it remembers a value that is not there")]
    [InlineData("q\u0007.", "it uses a value that is not there")]
    [InlineData("(.", "it uses a mark as a value")]
    [InlineData("}u.", "it lacks a mark")]
    [InlineData("}K\u0001K\u0002s.", "a key of a dictionary is no string")]
    [InlineData("}K\u0001a.", "it appends to what is no list")]
    [InlineData("].", "it holds no dictionary")]
    [InlineData("}.", "it has no labels")]
    [InlineData("}U\u0006labelsNs.", "its labels is no list of labels")]
    [InlineData("}U\u0006labels](K\u0001Nes.", "its labels[1] is no class")]
    [InlineData("}U\u0006labels]K\u0001asU\u0004dataNs.", "its data is no array of bytes (u1)")]
    public void Other_pickles_are_refused_and_nothing_of_them_is_called(string text, string fault)
    {
        Write("b", [0x80, 2, .. System.Text.Encoding.Latin1.GetBytes(text)]);
        var message = Assert.Throws<DataException>(() => CifarPickle.ReadBatch(folder["b"], "labels", Image)).Message;
        Assert.StartsWith($"{folder["b"]}: {fault}", message);
        Assert.EndsWith("; fetch the official file again, or use the binary version of the data set", message);
    }

    [Fact]
    public void A_pickle_that_stacks_or_repeats_without_end_is_refused()
    {
        Write("b", [0x80, 2, .. Enumerable.Repeat((byte)'}', 100_000)]);
        Assert.Contains("it stacks more than 4096 values", Fault());
        Write("b", [0x80, 2, (byte)']', .. Enumerable.Repeat("]a"u8.ToArray(), 3_000_000).SelectMany(b => b)]);
        Assert.Contains("it has more than 4000000 opcodes", Fault());

        string Fault() => Assert.Throws<DataException>(() => CifarPickle.ReadBatch(folder["b"], "labels", Image)).Message;
    }

    [Fact]
    public void Arrays_of_another_shape_or_type_are_refused()
    {
        Write("b", PickledBatch.Of(["labels"], [1, 2], Pixels(1, 2)[..^2]));
        Assert.Contains(
            "its data has 6142 bytes in the shape (2, 3071), its labels make (2, 3072)",
            Assert.Throws<DataException>(() => CifarPickle.ReadBatch(folder["b"], "labels", Image)).Message
        );
        var bytes = PickledBatch.Of(["labels"], [1, 2], Pixels(1, 2));
        bytes[bytes.AsSpan().IndexOf("u1"u8)] = (byte)'i';
        Write("b", bytes);
        Assert.Contains(
            "its data is no array of bytes (u1)",
            Assert.Throws<DataException>(() => CifarPickle.ReadBatch(folder["b"], "labels", Image)).Message
        );
    }

    [Fact]
    public void Incomplete_and_damaged_files_are_named()
    {
        WriteCifar10((labels, pixels) => Records([], labels, pixels), ".", ".bin");
        Write("data_batch_3.bin", new byte[3072]);
        Assert.Contains("data_batch_3.bin: it has 3072 bytes, which is not a number of images of 3073 bytes", Refusal("cifar10"));
        Write("data_batch_3.bin", Records([], [4, 10], Pixels(1, 2)));
        Assert.Contains("data_batch_3.bin: its image 1 has the label 10, the classes are 0..9", Refusal("cifar10"));
        File.Delete(folder["data_batch_3.bin"]);
        Assert.Contains("data_batch_3.bin: there is no such file; unpack the archive of CIFAR-10 again", Refusal("cifar10"));
        Write("cifar-100-python/train", PickledBatch.Of(["labels"], [1], Pixels(1, 1)));
        Assert.Contains("meta: there is no such file; unpack the archive of CIFAR-100 again", Refusal("cifar100"));
        Write("cifar-100-python/meta", PickledBatch.Names("fine_label_names", "apple", "baby"));
        Assert.Contains("train: it has no fine_labels", Refusal("cifar100"));
    }

    [Fact]
    public void A_folder_without_the_files_is_refused_with_those_that_are_read_and_a_file_with_its_folder()
    {
        Assert.Contains("it holds neither cifar-10-batches-bin nor cifar-10-batches-py", Refusal("cifar10"));
        Assert.Contains("it holds neither cifar-100-binary nor cifar-100-python", Refusal("cifar100"));
        Write("data_batch_1.bin", [0]);
        Assert.EndsWith(
            $"data_batch_1.bin: it is a file, not a folder; name the folder that holds it, {folder.Path}",
            Assert.Throws<DataException>(() => Open("cifar10", "data_batch_1.bin")).Message
        );
    }
}
