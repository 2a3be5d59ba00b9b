using System.Diagnostics;
using System.Globalization;
using QosNets.Onnx.Base;
using QosNets.Onnx.Files.Wire;
using Xunit;

namespace QosNets.Onnx.Tests;

/// <summary>Mutations of good files: they are imported or refused, and nothing else happens.</summary>
public sealed class FuzzTests
{
    private const int Seed = 1;
    private const double MostSeconds = 60;

    /// <summary>QOSNETS_FUZZ_COUNT sets the number of files, for example 100000.</summary>
    [Fact]
    public void Mutated_files_are_imported_or_refused_in_one_line()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("QOSNETS_FUZZ_COUNT") ?? "1000", CultureInfo.InvariantCulture);
        var random = new Random(Seed);
        byte[][] seeds =
        [
            .. ((string[])["rows", "mlp", "keyword_spotter-folded", "inception-folded", "densenet"]).Select(n =>
                File.ReadAllBytes(CommittedModels.FileOf(n))
            ),
        ];
        var models = seeds.Select(s => ModelProto.Parser.ParseFrom(s)).ToArray();
        var (read, refused) = (0, 0);
        var crashes = new Dictionary<string, string>();
        for (var i = 0; i < count; i++)
        {
            var seed = random.Next(seeds.Length);
            var bytes = i % 2 == 0 ? Mutated(seeds[seed], random) : ModelMutations.Of(models[seed], random);
            var clock = Stopwatch.StartNew();
            try
            {
                OnnxImporter.Read(bytes, "model");
                read++;
            }
            catch (OnnxException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                refused++;
            }
            catch (Exception e)
            {
                // One of each kind: where it was thrown says what to mend.
                var frames = string.Join('\n', (e.StackTrace ?? "").Split('\n').Take(4));
                crashes.TryAdd($"{e.GetType().Name}\n{frames}", $"seed {Seed}, file {i}: {e.Message}");
            }
            Assert.True(clock.Elapsed.TotalSeconds < MostSeconds, $"seed {Seed}, file {i} took {clock.Elapsed.TotalSeconds} s");
        }
        Assert.True(crashes.Count == 0, string.Join("\n\n", crashes.Select(c => $"{c.Value}\n{c.Key}")));
        Assert.True(read > count / 20 && refused > count / 20, $"{read} files were read and {refused} refused");
    }

    private static byte[] Mutated(byte[] seed, Random random)
    {
        List<byte> bytes = [.. seed];
        for (var change = random.Next(1, 6); change > 0 && bytes.Count > 4; change--)
        {
            // Most changes stand in the structure, which is denser at both ends than in the weights.
            var at = random.Next(3) == 0 ? random.Next(bytes.Count) : random.Next(Math.Min(bytes.Count, 3000));
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }
        return [.. bytes];
    }
}
