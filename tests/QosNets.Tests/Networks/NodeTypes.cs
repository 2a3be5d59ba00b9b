using QosNets.Networks;

namespace QosNets.Tests.Networks;

/// <summary>The types of nodes that the library has, by reflection.</summary>
internal static class NodeTypes
{
    /// <summary>All that are not abstract, by name.</summary>
    public static Type[] All() =>
        [
            .. typeof(Node)
                .Assembly.GetTypes()
                .Where(t => t.IsSubclassOf(typeof(Node)) && !t.IsAbstract)
                .OrderBy(t => t.Name, StringComparer.Ordinal),
        ];
}
