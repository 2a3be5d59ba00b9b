using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace QosNets.Training.Torch;

/// <summary>
/// Makes TorchSharp's native library load on systems whose libstdc++ ends before GLIBCXX_3.4.32 (Debian 12 and others).
/// The library's version table asks for that version although no relocation uses a symbol of it, so a copy with the
/// requirement marked weak loads and runs. Systems that do not need it are left alone.
/// </summary>
internal static class TorchLoader
{
    private const string RequiredVersion = "GLIBCXX_3.4.32";
    private const string Wrapper = "libLibTorchSharp.so";
    private const ushort WeakFlag = 2;
    private static readonly string[] Torch = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];
    private static readonly Lazy<string> Outcome = new(Load);

    /// <summary>What was done, for the log at level debug. The first call does it.</summary>
    /// <exception cref="TorchException">A library is missing, or the copy that this system needs cannot be kept.</exception>
    public static string Ensure() => Outcome.Value;

#pragma warning disable CA2255 // The loader has to run before the first TorchSharp call, whoever makes it.
    [ModuleInitializer]
    internal static void Initialize()
    {
        try
        {
            Ensure();
        }
        catch (TorchException)
        {
            // Thrown from here it would be the inner exception of one about a type initialiser; who trains calls Ensure again.
        }
    }
#pragma warning restore CA2255

    /// <summary>Path of one of libtorch's own libraries, which may be there or not.</summary>
    internal static string LibraryPath(string name) => Path.Combine(NativeFolder(), $"lib{name}.so");

    private static string Load()
    {
        if (!OperatingSystem.IsLinux())
            return "not Linux: TorchSharp loads its libraries itself";
        OpenMpEnvironment.TakeBack();
        // Looked for here, since TorchSharp's own search ends in a page of its steps on the standard output.
        var folder = NativeFolder();
        if (SystemHasVersion())
            return $"libstdc++ has {RequiredVersion}: TorchSharp loads its libraries itself";
        foreach (var name in Torch)
            LoadLibrary(Path.Combine(folder, name));
        var patched = PatchedCopy(Path.Combine(folder, Wrapper));
        LoadLibrary(patched);
        var message =
            $"libstdc++ lacks {RequiredVersion}: loaded {patched}, a copy of libLibTorchSharp.so that asks for it weakly";
        Debug.WriteLine(message);
        return message;
    }

    private static void LoadLibrary(string path)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new TorchException(
                $"{path} cannot be loaded ({e.Message.Split('\n')[0]}); build again "
                    + "(dotnet build -c Release), or reinstall qosnets",
                e
            );
        }
    }

    private static bool SystemHasVersion()
    {
        if (!NativeLibrary.TryLoad("libstdc++.so.6", out _))
            return false;
        var line = File.ReadLines("/proc/self/maps").FirstOrDefault(l => l.Contains("libstdc++.so", StringComparison.Ordinal));
        return line is not null
            && Contains(File.ReadAllBytes(line[line.IndexOf('/', StringComparison.Ordinal)..]), RequiredVersion);
    }

    private static bool Contains(ReadOnlySpan<byte> bytes, string text) =>
        bytes.IndexOf(Encoding.ASCII.GetBytes(text + "\0")) >= 0;

    /// <summary>The folder that holds all of libtorch: that of a build or of the tool, or that of a published program.</summary>
    private static string NativeFolder()
    {
        var arch = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        string[] candidates =
        [
            Path.Combine(AppContext.BaseDirectory, "runtimes", $"linux-{arch}", "native"),
            AppContext.BaseDirectory,
        ];
        var folder = candidates.FirstOrDefault(c => File.Exists(Path.Combine(c, Wrapper))) ?? candidates[0];
        if (Torch.Append(Wrapper).FirstOrDefault(name => !File.Exists(Path.Combine(folder, name))) is { } missing)
            throw new TorchException(
                $"libtorch, which trains, is incomplete: there is no {Path.Combine(folder, missing)}; build again "
                    + "(dotnet build -c Release), or reinstall qosnets"
            );
        return folder;
    }

    [SupportedOSPlatform("linux")]
    private static string PatchedCopy(string original)
    {
        var bytes = File.ReadAllBytes(original);
        var cacheRoot = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var folder = Path.Combine(cacheRoot, "qosnets", Convert.ToHexString(SHA256.HashData(bytes))[..16]);
        var copy = Path.Combine(folder, "libLibTorchSharp.so");
        MarkWeak(bytes);
        // A file of another content under this name would be loaded into the process, so it is compared, not trusted.
        if (File.Exists(copy) && File.ReadAllBytes(copy).AsSpan().SequenceEqual(bytes))
            return copy;
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var temporary = copy + "." + Environment.ProcessId;
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, copy, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TorchException(
                $"training needs a copy of a library in {folder}, which cannot be written ({e.Message.Split('\n')[0]}); set "
                    + "XDG_CACHE_HOME to a folder that can be written",
                e
            );
        }
        return copy;
    }

    /// <summary>
    /// Sets VER_FLG_WEAK on the entry of <see cref="RequiredVersion"/> in the .gnu.version_r section of a 64-bit ELF file.
    /// </summary>
    private static void MarkWeak(Span<byte> elf)
    {
        var sections = (int)BinaryPrimitives.ReadInt64LittleEndian(elf[0x28..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3A..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3C..]);
        const uint verneedType = 0x6FFFFFFE;
        for (var i = 0; i < count; i++)
        {
            var header = elf.Slice(sections + i * size, size);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != verneedType)
                continue;
            var at = (int)BinaryPrimitives.ReadInt64LittleEndian(header[0x18..]);
            var strings = elf.Slice(sections + (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]) * size, size);
            var names = (int)BinaryPrimitives.ReadInt64LittleEndian(strings[0x18..]);
            MarkWeakIn(elf, at, names);
            return;
        }
    }

    private static void MarkWeakIn(Span<byte> elf, int need, int names)
    {
        var wanted = Encoding.ASCII.GetBytes(RequiredVersion + "\0");
        while (true)
        {
            var aux = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 8)..]);
            while (true)
            {
                var name = names + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(aux + 8)..]);
                if (elf[name..].StartsWith(wanted))
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(aux + 4)..], WeakFlag);
                var nextAux = (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(aux + 12)..]);
                if (nextAux == 0)
                    break;
                aux += nextAux;
            }
            var next = (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 12)..]);
            if (next == 0)
                return;
            need += next;
        }
    }
}
