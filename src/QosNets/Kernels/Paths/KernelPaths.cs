namespace QosNets.Kernels;

/// <summary>The ordered table of paths, and the one that is taken where none is named.</summary>
internal static class KernelPaths
{
    private static readonly Lazy<KernelPath> SelectedPath = new(() =>
        Choose(Environment.GetEnvironmentVariable(KernelOptions.KernelVariable))
    );

    /// <summary>All paths, the fastest first. Dispatch, tests and QOSNETS_KERNEL all use this list.</summary>
    public static IReadOnlyList<KernelPath> All { get; } =
    [new Avx512VbmiPath(), new AvxVnniPath(), new Avx2Path(), new NeonDotPath(), new Vector128Path(), new ScalarPath()];

    /// <summary>The path where none is named: that of QOSNETS_KERNEL, else the first supported one.</summary>
    /// <exception cref="SettingException">QOSNETS_KERNEL names no path of this processor.</exception>
    public static KernelPath Selected => SelectedPath.Value;

    /// <summary>The path of the given name; the first supported one when the name is null or blank.</summary>
    /// <exception cref="SettingException">The name is unknown or the processor lacks the instructions.</exception>
    public static KernelPath Choose(string? name) =>
        string.IsNullOrWhiteSpace(name) ? All.First(path => path.IsSupported) : Named(name, KernelOptions.KernelVariable);

    /// <summary>The path of the given name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="setting">Where the name was set, for the message.</param>
    /// <exception cref="SettingException">The name is unknown or the processor lacks the instructions.</exception>
    internal static KernelPath Named(string name, string setting)
    {
        var choices = string.Join(", ", All.Where(path => path.IsSupported).Select(path => path.Name));
        var chosen =
            All.FirstOrDefault(path => path.Name == name)
            ?? throw new SettingException($"{setting}='{name}' is no kernel; this machine can run: {choices}");
        if (!chosen.IsSupported)
            throw new SettingException($"{setting}='{name}' needs instructions that this processor lacks; it can run: {choices}");
        return chosen;
    }
}
