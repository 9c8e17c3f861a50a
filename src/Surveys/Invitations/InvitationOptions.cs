using System.ComponentModel.DataAnnotations;

namespace Surveys.Invitations;

/// <summary>Who may be texted, section <c>Surveys:Invitations</c>.</summary>
public sealed class InvitationOptions
{
    /// <summary>The section that binds here.</summary>
    public const string Section = "Surveys:Invitations";

    /// <summary>Beginnings of numbers that may be texted, comma-separated; the default is Kazakhstan's +7 7xx. Others are withheld as <c>country</c>.</summary>
    [Required]
    public string AllowedPrefixes { get; set; } = "+77";

    internal IReadOnlyList<string> Prefixes =>
        AllowedPrefixes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
