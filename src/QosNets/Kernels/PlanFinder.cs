namespace QosNets.Kernels;

/// <summary>Looks for the structures of <see cref="PlanKind"/> in the differences of a table.</summary>
internal static unsafe class PlanFinder
{
    // Where an entry of more than one byte is cut in two; beside these its square root, which lets both bytes add up most.
    private static ReadOnlySpan<int> Cuts => [32, 64, 128, 256];

    /// <summary>The cheapest plan; with a kind given, the cheapest of that kind.</summary>
    /// <param name="differences">65,536 entries whose row 0 and column 0 are zero.</param>
    /// <param name="kind">A kind to insist on, or null.</param>
    /// <exception cref="ArgumentException">The table has not the structure of the kind.</exception>
    internal static TableParts Find(ReadOnlySpan<int> differences, PlanKind? kind)
    {
        var best = kind is null or PlanKind.General ? TableParts.General : null;
        if (kind == PlanKind.General)
            return best!;
        foreach (var parts in Candidates(differences, kind))
            if ((kind is null || parts.Plan.Kind == kind) && (best is null || parts.Cost < best.Cost))
                best = parts;
        return best
            ?? throw new ArgumentException(
                $"the table has not the structure of plan '{TablePlan.NameOf(kind!.Value)}'; leave the plan open or use "
                    + $"'{TablePlan.NameOf(PlanKind.General)}'",
                nameof(kind)
            );
    }

    private static List<TableParts> Candidates(ReadOnlySpan<int> differences, PlanKind? kind)
    {
        var found = new List<TableParts>();
        if (differences.IndexOfAnyExcept(0) < 0)
            found.Add(new TableParts(new TablePlan(PlanKind.Additive, "no products"), 0, null, [], new int[256]));
        else if (ProductPart.Factor(differences) is { } product)
            found.Add(OfProduct(product, differences));

        // Nothing is cheaper than these.
        if (found.Count > 0 && kind is null)
            return found;
        AddPlanes(found, differences, null);
        AddPlanes(found, differences, ProductPart.Exact(signed: false));
        AddPlanes(found, differences, ProductPart.Exact(signed: true));
        return found;
    }

    private static TableParts OfProduct(ProductPart product, ReadOnlySpan<int> differences)
    {
        var isExact =
            differences.SequenceEqual(Products(ProductPart.Exact(false)))
            || differences.SequenceEqual(Products(ProductPart.Exact(true)));
        return new TableParts(
            new TablePlan(isExact ? PlanKind.Exact : PlanKind.RankOne, "one product"),
            PlanCost.Product,
            product,
            [],
            ColumnTerms(product, new int[65536], out _)
        );
    }

    private static void AddPlanes(List<TableParts> found, ReadOnlySpan<int> differences, ProductPart? product)
    {
        var rest = differences.ToArray();
        if (product is not null)
        {
            var products = Products(product);
            for (var i = 0; i < rest.Length; i++)
                rest[i] -= products[i];
        }

        var divisor = Divisor.Common(rest);
        var terms = ColumnTerms(product, rest, out var range);
        range /= divisor;
        if (range is 0 or > ushort.MaxValue)
            return;
        for (var i = 0; i < rest.Length; i++)
            rest[i] /= divisor;
        var rows = RowClasses.Find(rest);
        if (range <= byte.MaxValue)
            found.Add(WithPlanes(product, [new BytePlane(rest, rows, divisor)], terms));
        else if (product is null || rows.Count <= 128)
            foreach (var cut in (int[])[(int)Math.Ceiling(Math.Sqrt(range + 1)), .. Cuts])
                if (range / cut <= byte.MaxValue && Cut(rest, rows, cut, divisor) is { } planes)
                    found.Add(WithPlanes(product, planes, terms));
    }

    /// <summary>Cuts the entries into two planes, null when both keep more than 128 rows, which is the general plan.</summary>
    private static BytePlane[]? Cut(int[] rest, RowClasses rows, int cut, int divisor)
    {
        var lower = Array.ConvertAll(rest, value => value % cut);
        var upper = Array.ConvertAll(rest, value => value / cut);

        // Rows that are few as a whole need only one map; else those of each byte may still be few.
        var isShared = rows.Count <= 64;
        var lowerRows = isShared ? rows : RowClasses.Find(lower);
        var upperRows = isShared ? rows : RowClasses.Find(upper);
        return Math.Min(lowerRows.Count, upperRows.Count) > 128
            ? null
            : [new BytePlane(lower, lowerRows, divisor), new BytePlane(upper, upperRows, divisor * cut)];
    }

    private static TableParts WithPlanes(ProductPart? product, BytePlane[] planes, int[] terms)
    {
        var cost = (product is null ? 0 : PlanCost.Product) + planes.Sum(PlanCost.Plane);
        var rows = planes.Max(plane => plane.Rows);
        var kind =
            planes.Length == 1
                ? rows == 64
                    ? PlanKind.Classes
                    : PlanKind.ByteError
                : rows <= 128
                    ? PlanKind.Rows128
                    : PlanKind.Split;
        var detail = string.Join(", ", planes.Select(plane => $"{plane.Rows} rows, sums of {plane.SafeSums}"));
        return new TableParts(
            new TablePlan(kind, product is null ? detail : $"exact product, {detail}"),
            cost,
            product,
            planes,
            terms
        );
    }

    private static int[] Products(ProductPart exact)
    {
        // The factors are the operands themselves.
        var products = new int[65536];
        for (var i = 0; i < products.Length; i++)
            products[i] = exact.Factors[i >> 8] * exact.Factors[i & 255];
        return products;
    }

    /// <summary>
    /// Takes the smallest entry off each column of the rest, gives what was taken and what A lacks to the product's
    /// left factor, and the range that is left.
    /// </summary>
    private static int[] ColumnTerms(ProductPart? product, int[] rest, out int range)
    {
        var terms = new int[256];
        range = 0;
        for (var b = 0; b < 256; b++)
        {
            var (lowest, highest) = (int.MaxValue, int.MinValue);
            for (var i = b; i < rest.Length; i += 256)
                (lowest, highest) = (Math.Min(lowest, rest[i]), Math.Max(highest, rest[i]));
            for (var i = b; i < rest.Length; i += 256)
                rest[i] -= lowest;
            range = Math.Max(range, highest - lowest);

            // Row 0 of the differences is zero: what is missing is what the parts give there.
            terms[b] = lowest - (product is null ? 0 : product.Map[0] * product.Factors[b]);
        }

        return terms;
    }
}
