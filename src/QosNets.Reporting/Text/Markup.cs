using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace QosNets.Reporting.Text;

/// <summary>
/// Builds HTML and SVG from interpolated strings. Whatever stands in a hole is encoded, so a name can never become markup;
/// only another <see cref="Markup"/> goes in as it is.
/// </summary>
internal sealed class Markup
{
    private readonly StringBuilder text = new();

    /// <summary>Adds a piece of markup and a line break.</summary>
    public Markup Add([InterpolatedStringHandlerArgument("")] ref Handler piece)
    {
        piece.Finish();
        return this;
    }

    /// <summary>Markup of one interpolated string, for use in the hole of another.</summary>
    public static Markup Of(Action<Markup> write)
    {
        var markup = new Markup();
        write(markup);
        return markup;
    }

    /// <summary>A text of our own that is markup already; never a name.</summary>
    public static Markup Trusted(string markup)
    {
        var trusted = new Markup();
        trusted.text.Append(markup);
        return trusted;
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    /// <summary>Writes literals as they are and encodes holes.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly StringBuilder text;

        /// <summary>Called by the compiler.</summary>
        public Handler(int literalLength, int formattedCount, Markup markup)
        {
            text = markup.text;
            text.EnsureCapacity(text.Length + literalLength + (8 * formattedCount));
        }

        /// <summary>Adds markup.</summary>
        public void AppendLiteral(string value) => text.Append(value);

        /// <summary>Adds encoded text.</summary>
        public void AppendFormatted(string? value) => text.Append(WebUtility.HtmlEncode(value));

        /// <summary>Adds a coordinate: two decimals are finer than any screen needs and keep the file small.</summary>
        public void AppendFormatted(double value) => text.Append(value.ToString("0.##", CultureInfo.InvariantCulture));

        /// <summary>Adds a whole number.</summary>
        public void AppendFormatted(int value) => text.Append(CultureInfo.InvariantCulture, $"{value}");

        /// <summary>Adds markup that is already encoded.</summary>
        public void AppendFormatted(Markup value) => text.Append(value.text);

        internal void Finish() => text.Append('\n');
    }
}
