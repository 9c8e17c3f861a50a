using System.ComponentModel.DataAnnotations;

namespace Surveys.Invitations;

/// <summary>Which numbers may be texted, section <c>Surveys:Invitations</c>.</summary>
public sealed class InvitationOptions
{
    /// <summary>The section that binds here.</summary>
    public const string Section = "Surveys:Invitations";

    /// <summary>
    /// Beginnings of the numbers that may be texted, comma-separated, such as <c>+77,+996</c>. Null: those of the home
    /// country. Invitations to other numbers are withheld with the reason <c>country</c>.
    /// </summary>
    [RegularExpression(
        @"\s*\+[1-9][0-9]{0,14}\s*(?:,\s*\+[1-9][0-9]{0,14}\s*)*",
        ErrorMessage = "AllowedPrefixes must hold + and digits, comma-separated, such as +77."
    )]
    public string? AllowedPrefixes { get; set; }

    internal IReadOnlyList<string> Prefixes =>
        AllowedPrefixes?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
