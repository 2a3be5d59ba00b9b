using CsCheck;
using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class RandomProgramTests
{
    private static readonly (string Name, int Width, bool Signed)[] Types =
    [
        ("uint8_t", 8, false),
        ("int8_t", 8, true),
        ("uint16_t", 16, false),
        ("short", 16, true),
        ("unsigned int", 32, false),
        ("int", 32, true),
        ("uint64_t", 64, false),
        ("long long", 64, true),
    ];

    private readonly record struct Value(ulong Bits, int Width, bool Signed)
    {
        // The bits above the width repeat the sign of a signed value, so that Bits is the value as a 64-bit number.
        public static Value Of(ulong bits, int width, bool signed)
        {
            var shift = 64 - width;
            return new Value(signed ? (ulong)((long)(bits << shift) >> shift) : bits << shift >> shift, width, signed);
        }

        public Value To(int width, bool signed) => Of(Bits, width, signed);

        public Value Promoted => Width < 32 ? To(32, true) : this;
    }

    [Fact]
    public void Bit_sliced_evaluation_equals_a_plain_interpreter()
    {
        Gen.Int[0, int.MaxValue - 1]
            .Sample(
                seed =>
                {
                    var random = new Random(seed);
                    var types = Enumerable.Range(0, 8).Select(_ => Types[random.Next(Types.Length)]).ToArray();
                    var steps = Enumerable.Range(2, 6).Select(v => Tree(random, v, 4)).ToArray();
                    var result = Tree(random, 8, 3);
                    var signed = random.Next(2) == 0;
                    var text =
                        $"{Importing.Power}uint16_t mul8{(signed ? "s" : "u")}_r({types[0].Name} v0, {types[1].Name} v1) {{\n"
                        + string.Concat(steps.Select((s, k) => $"  {types[k + 2].Name} v{k + 2} = {s.Text};\n"))
                        + $"  return {result.Text};\n}}\n";
                    var table = Importing.Read("r.c", text).Multipliers[0].Table;
                    for (var n = 0; n < 400; n++)
                    {
                        var (a, b) = ((byte)random.Next(256), (byte)random.Next(256));
                        var variables = new Value[8];
                        variables[0] = Value.Of((ulong)TruthTable.Operand(a, signed), types[0].Width, types[0].Signed);
                        variables[1] = Value.Of((ulong)TruthTable.Operand(b, signed), types[1].Width, types[1].Signed);
                        for (var k = 0; k < steps.Length; k++)
                            variables[k + 2] = steps[k].Run(variables).To(types[k + 2].Width, types[k + 2].Signed);
                        var bits = (ushort)result.Run(variables).Bits;
                        Assert.True(
                            (signed ? (short)bits : bits) == table[a, b],
                            $"a={a} b={b}: {bits} interpreted, {table[a, b]} imported\n{text}"
                        );
                    }
                },
                iter: 60
            );
    }

    private static (string Text, Func<Value[], Value> Run) Tree(Random random, int variables, int depth)
    {
        switch (depth == 0 ? random.Next(2) : random.Next(10))
        {
            case 0:
                var variable = random.Next(variables);
                return ($"v{variable}", v => v[variable]);
            case 1:
                var number = (uint)random.Next(1 << random.Next(1, 17));
                return ($"0x{number:x}", _ => new Value(number, 32, true));
            case 2:
                var inverted = Tree(random, variables, depth - 1);
                return (
                    $"~{Wrap(inverted.Text)}",
                    v => inverted.Run(v).Promoted is var p ? p with { Bits = Value.Of(~p.Bits, p.Width, p.Signed).Bits } : default
                );
            case 3:
                var negated = Tree(random, variables, depth - 1);
                return (
                    $"-{Wrap(negated.Text)}",
                    v => negated.Run(v).Promoted is var p ? Value.Of(0 - p.Bits, p.Width, p.Signed) : default
                );
            case 4:
                var (name, width, signed) = Types[random.Next(Types.Length)];
                var cast = Tree(random, variables, depth - 1);
                return ($"({name}){Wrap(cast.Text)}", v => cast.Run(v).To(width, signed));
            case 5:
                var (moved, amount, left) = (Tree(random, variables, depth - 1), random.Next(32), random.Next(2) == 0);
                return (
                    $"{Wrap(moved.Text)} {(left ? "<<" : ">>")} {amount}",
                    v =>
                        moved.Run(v).Promoted is var p
                            ? Value.Of(
                                left ? p.Bits << amount
                                    : p.Signed ? (ulong)((long)p.Bits >> amount)
                                    : p.Bits >> amount,
                                p.Width,
                                p.Signed
                            )
                            : default
                );
            default:
                var (x, y, symbol) = (
                    Tree(random, variables, depth - 1),
                    Tree(random, variables, depth - 1),
                    "&|^+-"[random.Next(5)]
                );
                return ($"{Wrap(x.Text)} {symbol} {Wrap(y.Text)}", v => Apply(symbol, x.Run(v).Promoted, y.Run(v).Promoted));
        }
    }

    private static string Wrap(string text) => $"({text})";

    private static Value Apply(char symbol, Value x, Value y)
    {
        var width = Math.Max(x.Width, y.Width);
        var signed =
            x.Width == y.Width ? x.Signed && y.Signed
            : x.Width > y.Width ? x.Signed
            : y.Signed;
        var (l, r) = (x.To(width, signed).Bits, y.To(width, signed).Bits);
        return Value.Of(
            symbol switch
            {
                '&' => l & r,
                '|' => l | r,
                '^' => l ^ r,
                '+' => l + r,
                _ => l - r,
            },
            width,
            signed
        );
    }
}
