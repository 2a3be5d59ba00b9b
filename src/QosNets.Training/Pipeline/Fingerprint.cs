using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using QosNets.Data;
using QosNets.Networks;

namespace QosNets.Training.Pipeline;

/// <summary>Hashes of what stages read, SHA-256 in lower-case hexadecimal digits.</summary>
internal static class Fingerprint
{
    /// <summary>Of a file's bytes.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string OfFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Of a network's graph.</summary>
    public static string Of(Network network) => Convert.ToHexStringLower(SHA256.HashData(NetworkJson.Write(network)));

    /// <summary>Of pixels, labels and sizes of images, with settings of their use.</summary>
    /// <param name="images">The images.</param>
    /// <param name="settings">What else tells their use apart; serialised as JSON.</param>
    public static string Of<T>(ImageSet images, T settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>([images.Count, images.Channels, images.Height, images.Width]));
        hash.AppendData(images.Pixels);
        hash.AppendData(MemoryMarshal.AsBytes<int>(images.Labels));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(settings));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
