namespace QosNets.Tests.Architecture;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "QosNets.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"no repository above {AppContext.BaseDirectory}");
    }
}
