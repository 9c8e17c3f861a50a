using Surveys.Storage;

namespace Surveys.ServiceRegister;

/// <summary>
/// The version of the register, beside the versions of the folded months: ETags of figures hang on it too, since a target, an agency or a mark of
/// <c>test</c> changes answers. Its row key sorts before every month.
/// </summary>
internal sealed class RegisterVersion(SurveyStorage storage)
{
    public const string Row = "0-register";

    /// <summary>Makes every ETag of figures new; to be called after the register has changed.</summary>
    public Task RenewAsync(CancellationToken cancellationToken) =>
        FigureVersions.RenewAsync(storage, Row, cancellationToken);
}
