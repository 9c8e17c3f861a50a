using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Surveys.Privacy;

/// <summary>
/// Validates a setting that holds a secret. A value that is too short, or that is an unresolved Key Vault reference,
/// stops the start. App Service leaves the text of a reference in the setting if it cannot resolve it, and that text
/// is not secret. Null and an empty text mean that the setting is not used.
/// </summary>
/// <param name="minLength">The minimum number of characters.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute(int minLength) : ValidationAttribute
{
    private const string KeyVaultReference = "@Microsoft.KeyVault(";

    /// <summary>The minimum number of characters.</summary>
    public int MinLength { get; } = minLength;

    /// <summary>The error of a value that is an unresolved Key Vault reference; null if it is none.</summary>
    /// <param name="setting">
    /// The name of the setting, which the message contains. The value is not in the message.
    /// </param>
    /// <param name="value">The value.</param>
    public static string? FindReferenceError(string setting, string value) =>
        value.TrimStart().StartsWith(KeyVaultReference, StringComparison.OrdinalIgnoreCase)
            ? $"{setting} is an unresolved Key Vault reference. Check the vault, the secret's name and the app's access."
            : null;

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        ArgumentNullException.ThrowIfNull(validationContext);
        if (value is not string { Length: > 0 } secret)
        {
            return ValidationResult.Success;
        }

        var setting = $"{SectionOf(validationContext.ObjectType)}:{validationContext.MemberName}";
        var error =
            FindReferenceError(setting, secret)
            ?? (
                secret.Length < MinLength
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{setting} must have at least {MinLength} characters; it has {secret.Length}."
                    )
                    : null
            );
        return error is null ? ValidationResult.Success : new ValidationResult(error, [validationContext.MemberName!]);
    }

    /// <summary>The section of an options class, from its constant of that name.</summary>
    private static string SectionOf(Type options) => (string)options.GetField("Section")!.GetRawConstantValue()!;
}
