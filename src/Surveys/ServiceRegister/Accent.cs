using System.Globalization;

namespace Surveys.ServiceRegister;

/// <summary>
/// A service's accent colour, for links and buttons of citizens' pages. It is given for a white page; the tone for a
/// dark page is derived. Both have a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).
/// </summary>
public sealed record Accent
{
    /// <summary>The lowest contrast between text and its background (WCAG 2.2 AA).</summary>
    public const double MinContrast = 4.5;

    /// <summary>The background of a dark page; <c>citizen.css</c> has the same colour.</summary>
    public const string DarkPaper = "#121317";

    private const double ContrastAimedAtOnDark = 7;

    private Accent(string onWhite, string onDark) => (OnWhite, OnDark) = (onWhite, onDark);

    /// <summary>The accent of a service without one: a blue with a contrast of 7.</summary>
    public static Accent Default { get; } =
        TryParse("#00539c", out var accent, out _) ? accent : throw new InvalidOperationException();

    /// <summary>The colour as it was given, such as <c>#00539c</c>: on white, and behind white text.</summary>
    public string OnWhite { get; }

    /// <summary>A lighter tone: on <see cref="DarkPaper"/>, and behind text of that colour.</summary>
    public string OnDark { get; }

    /// <summary>Reads a colour; false where its contrast with white is too low.</summary>
    /// <param name="text">A number sign and six hexadecimal digits.</param>
    /// <param name="accent">The colour.</param>
    /// <param name="error">What is wrong and how to repair it.</param>
    public static bool TryParse(
        string? text,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Accent? accent,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? error
    )
    {
        accent = null;
        if (text is not ['#', _, _, _, _, _, _] || !text.Skip(1).All(char.IsAsciiHexDigit))
        {
            error = "Must be a colour: # and six hexadecimal digits, such as #00539c.";
            return false;
        }
        var colour = Colour.Of(text);
        var contrast = Colour.Contrast(colour, Colour.White);
        if (contrast < MinContrast)
        {
            error = string.Create(
                CultureInfo.InvariantCulture,
                $"Its contrast with white is {Math.Floor(contrast * 10) / 10:0.0}; "
            );
            error += string.Create(
                CultureInfo.InvariantCulture,
                $"it must be {MinContrast:0.0} or more. Use a darker tone."
            );
            return false;
        }
        accent = new Accent(colour.ToString(), Lighten(colour).ToString());
        error = null;
        return true;
    }

    /// <summary>The contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").</summary>
    internal static double Contrast(string one, string other) => Colour.Contrast(Colour.Of(one), Colour.Of(other));

    private static Colour Lighten(Colour colour)
    {
        var paper = Colour.Of(DarkPaper);
        var tone = colour;
        for (var share = 0.05; Colour.Contrast(tone, paper) < ContrastAimedAtOnDark; share += 0.05)
        {
            tone = colour.Towards(Colour.White, share);
        }

        return tone;
    }

    private readonly record struct Colour(byte Red, byte Green, byte Blue)
    {
        public static readonly Colour White = new(255, 255, 255);

        private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

        public static Colour Of(string text) => new(Part(text, 1), Part(text, 3), Part(text, 5));

        public static double Contrast(Colour one, Colour other)
        {
            var (a, b) = (one.Luminance, other.Luminance);
            return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
        }

        public Colour Towards(Colour other, double share) =>
            new(Between(Red, other.Red, share), Between(Green, other.Green, share), Between(Blue, other.Blue, share));

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

        private static byte Part(string text, int start) =>
            byte.Parse(text.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        private static byte Between(byte from, byte to, double share) =>
            (byte)Math.Round(from + ((to - from) * Math.Min(share, 1)));

        /// <summary>
        /// The linear value of an sRGB component, by the definition of relative luminance in WCAG 2.2.
        /// </summary>
        private static double Linear(byte part)
        {
            var value = part / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
    }
}
