using Surveys.Storage;

namespace Surveys.ServiceRegister;

/// <summary>
/// The version of the register, stored with the versions of the monthly rollups. ETags of figures contain it, because a
/// target, an agency or the setting <c>test</c> changes the figures.
/// </summary>
internal sealed class RegisterVersion(SurveyStorage storage)
{
    /// <summary>The row key; it sorts before every month.</summary>
    public const string Row = "0-register";

    /// <summary>Changes every ETag of figures. Call it after each change of the register.</summary>
    public Task RenewAsync(CancellationToken cancellationToken) =>
        FigureVersions.RenewAsync(storage, Row, cancellationToken);
}
