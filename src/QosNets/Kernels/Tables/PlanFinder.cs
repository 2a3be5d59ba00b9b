namespace QosNets.Kernels;

/// <summary>Looks for the structures of <see cref="PlanKind"/> in the differences of a table.</summary>
internal static unsafe class PlanFinder
{
    // Bases in which an entry of more than one byte has two digits. The square root of the range is tried beside these, since
    // both digits are then small and bytes can add up most of them.
    private static ReadOnlySpan<int> Bases => [32, 64, 128, 256];

    /// <summary>All plans that a table has the structure for, the general one first.</summary>
    /// <param name="differences">65,536 entries whose row 0 and column 0 are zero.</param>
    internal static List<TableParts> Find(ReadOnlySpan<int> differences)
    {
        var found = new List<TableParts> { TableParts.General };
        if (differences.IndexOfAnyExcept(0) < 0)
            found.Add(new TableParts(new TablePlan(PlanKind.Additive, "no products"), null, [], new int[256]));
        else if (ProductPart.Factor(differences) is { } product)
            found.Add(OfProduct(product, differences));
        AddParts(found, differences, null);
        AddParts(found, differences, ProductPart.Exact(signed: false));
        AddParts(found, differences, ProductPart.Exact(signed: true));
        return found;
    }

    private static TableParts OfProduct(ProductPart product, ReadOnlySpan<int> differences)
    {
        var isExact = ProductPart.IsExact(differences, signed: false) || ProductPart.IsExact(differences, signed: true);
        return new TableParts(
            new TablePlan(isExact ? PlanKind.Exact : PlanKind.RankOne, "one product"),
            product,
            [],
            ColumnTerms(product, new int[65536], out _)
        );
    }

    private static void AddParts(List<TableParts> found, ReadOnlySpan<int> differences, ProductPart? product)
    {
        var rest = differences.ToArray();
        if (product is not null)
        {
            var products = Products(product);
            for (var i = 0; i < rest.Length; i++)
                rest[i] -= products[i];
        }

        if (ColumnPass.Find(rest) is { } passes && OfColumns(differences, product, passes) is { } columns)
            found.Add(columns);
        AddDigits(found, rest, product);
    }

    private static void AddDigits(List<TableParts> found, int[] rest, ProductPart? product)
    {
        var divisor = Divisor.Common(rest);
        var terms = ColumnTerms(product, rest, out var range);
        range /= divisor;
        if (range is 0 or > ushort.MaxValue)
            return;
        for (var i = 0; i < rest.Length; i++)
            rest[i] /= divisor;
        var classes = RowClasses.Find(rest);
        if (range <= byte.MaxValue)
        {
            found.Add(WithDigits(product, [new DigitTable(rest, classes, divisor)], terms));
            found.Add(WithDigits(product, [new DigitTable(rest, RowClasses.None, divisor)], terms));
        }
        else if (product is null || classes.Count <= 128)
            foreach (var radix in (int[])[(int)Math.Ceiling(Math.Sqrt(range + 1)), .. Bases])
                if (range / radix <= byte.MaxValue && Cut(rest, classes, radix, divisor) is { } digits)
                    found.Add(WithDigits(product, digits, terms));
    }

    /// <summary>Cuts entries into two digits; null when both have more than 128 classes, which is the general plan.</summary>
    private static DigitTable[]? Cut(int[] rest, RowClasses classes, int radix, int divisor)
    {
        var lower = Array.ConvertAll(rest, value => value % radix);
        var upper = Array.ConvertAll(rest, value => value / radix);

        // Few classes of whole entries serve both digits with one map. Otherwise those of one digit may still be few.
        var isShared = classes.Count <= 64;
        var lowerClasses = isShared ? classes : RowClasses.Find(lower);
        var upperClasses = isShared ? classes : RowClasses.Find(upper);
        return Math.Min(lowerClasses.Count, upperClasses.Count) > 128
            ? null
            : [new DigitTable(lower, lowerClasses, divisor), new DigitTable(upper, upperClasses, divisor * radix)];
    }

    /// <summary>By columns; null where digits of two bytes do not hold the entries.</summary>
    private static TableParts? OfColumns(ReadOnlySpan<int> differences, ProductPart? product, ColumnPass[] passes)
    {
        var parts = new TableParts(new TablePlan(PlanKind.Columns, ""), product, [], [], passes, 0);
        var terms = new TableTerms(parts);
        terms.Take(differences);
        if (terms.Columns!.IsWide)
            return null;
        var sums = terms.Columns.SafeSums;
        var detail = $"{(product is null ? "" : "exact product, ")}{passes.Length} of 16 columns, sums of {sums}";
        return parts with { Plan = new TablePlan(PlanKind.Columns, detail), ColumnSums = sums };
    }

    private static TableParts WithDigits(ProductPart? product, DigitTable[] digits, int[] terms)
    {
        var classes = digits.Max(digit => digit.Classes);
        var kind =
            digits.Length == 1
                ? classes == 64
                    ? PlanKind.Classes
                    : PlanKind.ByteError
                : classes <= 128
                    ? PlanKind.Rows128
                    : PlanKind.Split;
        var detail = string.Join(", ", digits.Select(digit => $"{digit.Classes} rows, sums of {digit.SafeSums}"));
        return new TableParts(new TablePlan(kind, product is null ? detail : $"exact product, {detail}"), product, digits, terms);
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
