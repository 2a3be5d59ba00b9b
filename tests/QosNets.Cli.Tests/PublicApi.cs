using System.Reflection;

namespace QosNets.Cli.Tests;

/// <summary>The public interface of an assembly as text: one line a member, sorted.</summary>
internal static class PublicApi
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The lines of all types that other assemblies see.</summary>
    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetExportedTypes().SelectMany(Lines).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Lines(Type type)
    {
        var name = Name(type);
        yield return $"{name}: {Kind(type)}";
        foreach (var member in type.GetMembers(Own))
            if (Line(member) is { } line)
                yield return $"{name}.{line}";
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : $"{(type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")}class : {Name(type.BaseType!)}";

    private static string? Line(MemberInfo member) =>
        member switch
        {
            // What the compiler adds to every record says nothing of this one.
            { Name: "EqualityContract" or "PrintMembers" or "<Clone>$" or "Deconstruct" } => null,
            MethodInfo { Name: "Equals" or "GetHashCode" or "ToString" } => null,
            MethodInfo { IsSpecialName: true } => null,
            ConstructorInfo c when Seen(c) && !IsCopy(c) => $"new({Parameters(c)})",
            MethodInfo m when Seen(m) => $"{m.Name}{Generic(m)}({Parameters(m)}): {Name(m.ReturnType)}",
            PropertyInfo p when Accessors(p) is { Length: > 0 } accessors =>
                $"{p.Name}{Index(p)}: {Name(p.PropertyType)} {{ {accessors} }}",
            FieldInfo { IsSpecialName: false, IsLiteral: true } f when f.IsPublic =>
                $"{f.Name} = {FormattableString.Invariant($"{f.GetRawConstantValue()}")}",
            FieldInfo { IsSpecialName: false } f when f.IsPublic => $"{f.Name}: {Name(f.FieldType)}",
            EventInfo e when Seen(e.AddMethod!) => $"{e.Name}: event {Name(e.EventHandlerType!)}",
            _ => null,
        };

    private static bool Seen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsCopy(ConstructorInfo c) => c.GetParameters() is [var only] && only.ParameterType == c.DeclaringType;

    private static string Accessors(PropertyInfo p)
    {
        List<string> accessors = [];
        if (p.GetMethod is { } get && Seen(get))
            accessors.Add("get;");
        if (p.SetMethod is { } set && Seen(set))
            accessors.Add(
                set.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit") ? "init;" : "set;"
            );
        return string.Join(' ', accessors);
    }

    private static string Index(PropertyInfo p) =>
        p.GetIndexParameters() is { Length: > 0 } index
            ? $"[{string.Join(", ", index.Select(i => $"{Name(i.ParameterType)} {i.Name}"))}]"
            : "";

    private static string Generic(MethodInfo m) =>
        m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase m) =>
        string.Join(
            ", ",
            m.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = " + Default(p) : "")}")
        );

    private static string Default(ParameterInfo p) =>
        p.RawDefaultValue is { } value ? FormattableString.Invariant($"{value}") : "default";

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return "ref " + Name(type.GetElementType()!);
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter || !type.IsGenericType)
            return type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        var arguments = string.Join(", ", type.GetGenericArguments().Select(Name));
        return $"{type.Name.Split('`')[0]}<{arguments}>";
    }
}
